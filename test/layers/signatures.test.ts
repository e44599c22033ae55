// The options of layers and their defaults against Keras's signatures (test/oracles/keras/signatures.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import * as layers from "../../src/layers/index.js";
import { InputLayer } from "../../src/layers/input.js";
import { layerFromConfig } from "../../src/layers/registry.js";
import { plainName } from "../../src/tensor/entryByName.js";
import { readFixture } from "../support/kerasFixture.js";

/** Defaults as Python writes them; null for an argument that has none. */
type Signatures = { readonly [className: string]: { readonly [argument: string]: string | null } };

/** Keras's arguments that no layer here takes: they are refused by name, as every unknown option. */
const refused: { readonly [argument: string]: string } = {
  kwargs: "Python's",
  data_format: "channels are last, always",
  activity_regularizer: "losses of outputs are not there yet",
  ...{ renorm: "Keras 2's", renorm_clipping: "Keras 2's", renorm_momentum: "Keras 2's" },
  synchronized: "there is one device",
  ...{ lora_rank: "for language models", lora_alpha: "for language models" },
  quantization_config: "for language models",
  ...{ batch_size: "shapes have no batch axis", batch_shape: "shapes have no batch axis" },
  ...{ dtype: "everything is float32", sparse: "everything is dense", ragged: "everything is dense" },
  ...{ tensor: "a placeholder is made", optional: "every input is given" },
};

/** Defaults that are others on purpose. */
const ownDefaults: { readonly [option: string]: string } = {
  "AveragePooling2D.poolSize": "2; Keras wants it given",
};

/** Arguments without which a layer cannot be made. */
const required = {
  ...{ activation: "relu", filters: 3, kernelSize: 1, units: 3, rate: 0.5, shape: [3] },
} as const;

const classes: { readonly [className: string]: unknown } = { ...layers, Input: InputLayer };

for (const [className, signature] of Object.entries(readFixture<Signatures>("signatures"))) {
  const LayerClass = classes[className] as typeof layers.Layer | undefined;
  if (LayerClass?.signature === undefined) continue;
  const options = Object.keys(LayerClass.signature.options);
  const optionFor = (argument: string): string | undefined =>
    options.find((option) => plainName(option) === plainName(argument));

  test(`${className}: every argument of Keras's`, () => {
    const missing = Object.keys(signature).filter((name) => optionFor(name) === undefined && !(name in refused));
    assert.equal(missing, []);
  });

  test(`${className}: Keras's defaults`, () => {
    const needed = Object.entries(required).filter(([name]) => options.includes(name));
    const description = { config: Object.fromEntries(needed), name: "layer", trainable: true };
    const config = layerFromConfig({ className: LayerClass.signature!.className, ...description }).config();
    for (const [argument, value] of Object.entries(signature)) {
      const option = optionFor(argument);
      if (option === undefined || value === null || option in required || option === "name" || option === "seed")
        continue;
      if (`${className}.${option}` in ownDefaults) continue;
      assert.is(written(config[option]), inOurWords(option, value), `${className}.${option}`);
    }
  });
}

/** What `config` leaves out is null, -1, 1 or 0, whichever Keras has: those come to one word. */
function written(value: unknown): string {
  if (value === undefined) return "left out";
  return Array.isArray(value) ? JSON.stringify(value.flat()) : JSON.stringify(value);
}

const leftOut: { readonly [option: string]: readonly string[] } = {
  axis: ["-1"],
  groups: ["1"],
  noiseShape: ["None"],
  threshold: ["0.0"],
};

function inOurWords(option: string, python: string): string {
  const isRule = /(Regularizer|Constraint)$/.test(option);
  if (leftOut[option]?.includes(python) || (isRule && python === "None")) return "left out";
  if (option === "activation" && python === "None") return '"linear"';
  if (option === "strides" && python === "None") return "[2,2]";
  if (option === "padding" && python === "(1, 1)") return "[1,1,1,1]";
  if (python.startsWith("'"))
    return JSON.stringify(python.slice(1, -1).replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
  if (python.startsWith("(")) return JSON.stringify(python.slice(1, -1).split(",").map(Number));
  const words: { readonly [word: string]: string } = { None: "null", True: "true", False: "false" };
  return words[python] ?? JSON.stringify(Number(python));
}

test.run();
