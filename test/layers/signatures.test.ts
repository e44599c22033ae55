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
  "AveragePooling1D.poolSize": "2; Keras wants it given",
  "AveragePooling2D.poolSize": "2; Keras wants it given",
  "MaxPooling1D.poolSize": "2; Keras wants it given",
  "ZeroPadding1D.padding": "the same, as a pair",
};

/** Arguments without which a layer cannot be made. */
const required = {
  ...{ activation: "relu", filters: 3, kernelSize: 1, units: 3, rate: 0.5, shape: [3] },
  ...{ factor: 0.5, height: 3, width: 3, n: 2, dims: [1], stddev: 1 },
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
      const expected = inOurWords(option, value);
      assert.ok(expected.includes(written(config[option])), `${className}.${option}: ${expected.join(" or ")}`);
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
  mean: ["None"],
  sharedAxes: ["None"],
  threshold: ["0.0"],
  variance: ["None"],
};

/** The words that `config` may have for Python's: what is left out may be said as well. */
function inOurWords(option: string, python: string): readonly string[] {
  const isRule = /(Regularizer|Constraint)$/.test(option);
  if (isRule && python === "None") return ["left out"];
  const mayBeLeftOut = leftOut[option]?.includes(python) === true;
  return [...(mayBeLeftOut ? ["left out"] : []), ...sayings(option, python)];
}

function sayings(option: string, python: string): readonly string[] {
  if (option === "activation" && python === "None") return ['"linear"'];
  if (option === "strides" && python === "None") return ["[2,2]", "2"];
  if (python.startsWith("'")) return spellings(python.slice(1, -1));
  if (python.startsWith("(")) {
    const numbers = (python.match(/-?[\d.]+/g) ?? []).map(Number);
    // One number for both ends of an axis.
    return [numbers, numbers.flatMap((cells) => [cells, cells])].map((list) => JSON.stringify(list));
  }
  const words: { readonly [word: string]: string } = { None: "null", True: "true", False: "false" };
  return [words[python] ?? JSON.stringify(Number(python))];
}

/** A name as Keras has it, in camel case, or of a class. */
function spellings(name: string): string[] {
  const camel = name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  return [name, camel, camel[0]!.toLowerCase() + camel.slice(1)].map((one) => JSON.stringify(one));
}

test.run();
