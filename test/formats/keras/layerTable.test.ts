// Every option that the table of Keras's layers gives a layer is one that linnet's layer takes.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerTable } from "../../../src/formats/keras/layerTable.js";
import { camelCase } from "../../../src/formats/keras/optionValues.js";
import * as layers from "../../../src/layers/index.js";
import type { LayerSignature } from "../../../src/layers/signature.js";

const signatures = new Map<string, LayerSignature>();
for (const [name, value] of Object.entries(layers as { readonly [name: string]: unknown })) {
  const { signature } = value as { readonly signature?: LayerSignature };
  if (typeof value === "function" && signature !== undefined) signatures.set(name, signature);
}

/** Made by a description of their own. */
const apart = ["InputLayer"];

test("linnet's layers are in the table", () => {
  const missing = [...signatures.keys()].filter((name) => !Object.hasOwn(layerTable, name) && !apart.includes(name));
  assert.equal(missing, []);
});

test("every option is one of the layer's", () => {
  const unknown = Object.entries(layerTable).flatMap(([className, { options }]) => {
    const signature = signatures.get(className);
    if (signature === undefined) return [];
    const names = Object.entries(options).map(([option, rule]) => {
      if (rule === "ignored") return null;
      return typeof rule === "string" ? camelCase(option) : rule[1];
    });
    return names
      .filter((name) => name !== null && !Object.hasOwn(signature.options, name))
      .map((name) => `${className}: ${name}`);
  });
  assert.equal(unknown, []);
});

test("the table has no layer that linnet lacks", () => {
  assert.equal(
    Object.keys(layerTable).filter((name) => !signatures.has(name)),
    [],
  );
});

test.run();
