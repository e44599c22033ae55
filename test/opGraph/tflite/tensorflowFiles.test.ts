// Proves: TensorFlow Lite | in | 79 cases of ops with unusual options, to 2e-5; float16, dynamic range, int8, uint8, int16 within the quantization | tensorflow
// Files of one op or two that TensorFlow's converter wrote, and what LiteRT computes of them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTflite } from "../../../src/formats/tflite/readTflite.js";
import { loadDialect } from "../../../src/opGraph/dialects.js";
import { runGraph } from "../../../src/opGraph/runGraph.js";
import { tensorValue, toTensor } from "../../../src/opGraph/value.js";
import { sizeOf } from "../../../src/tensor/shape.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { readFilesFixture, unpack } from "../../support/packedFiles.js";
import { scriptInput } from "../../support/scriptInput.js";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly inputs: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Made by test/oracles/files/tfliteOps.py. */
const { ops, quantized } = readFilesFixture("tfliteOps") as { ops: readonly Case[]; quantized: readonly Case[] };

/** The same rule as in the script. */
function hashed(shape: readonly number[], start: number): Tensor {
  return Tensor.from(scriptInput(sizeOf(shape), start), shape);
}

/** The largest distance from what LiteRT computes, relative where numbers are above 1. */
async function distanceOf({ name, file, inputs, shape, values }: Case): Promise<number> {
  const { graph } = readTflite(unpack(file), name);
  const names = graph!.inputs.map((one) => one.name).sort();
  const given = names.map((one, index) => [one, tensorValue(hashed(inputs[index]!, 1000 * index))] as const);
  const [output] = runGraph(graph!, new Map(given), await loadDialect("tflite"));
  const y = toTensor(output!);
  assert.equal(y.shape, shape);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(y.values[i]! - value) / (1 + Math.abs(value))), 0);
}

for (const one of ops)
  test(`${one.name}: as in LiteRT`, async () => {
    const distance = await distanceOf(one);
    assert.ok(distance < 2e-5, `${distance} away`);
  });

/** Activations are rounded to 8 or 16 bits in LiteRT, and not in linnet; of dynamic range, to 8 bits before each layer. */
const tolerances: { readonly [name: string]: number } = {
  "network float": 1e-5,
  "network float16": 1e-5,
  "network dynamic range": 0.03,
  "network int8": 0.03,
  "network uint8 inputs and outputs": 0.03,
  "network int16 activations": 1e-3,
};

for (const one of quantized)
  test(`${one.name}: as in LiteRT, but for the rounding of activations`, async () => {
    const distance = await distanceOf(one);
    assert.ok(distance < tolerances[one.name]!, `${distance} away`);
  });

test.run();
