// Proves: ONNX | in | small networks that onnxruntime quantized to int8 and uint8, QDQ and ops of integers, in integers: 0.99 of the numbers at most a step from its own | onnxruntime
// Small networks that onnxruntime quantized to 8 bits, and what it gives of them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { graphOf } from "../../src/graph/trace.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { Network } from "../../src/model/network.js";
import { transpose } from "../../src/tensor/ops/transpose.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { readFilesFixture, unpack } from "../support/packedFiles.js";
import { scriptInput } from "../support/scriptInput.js";

interface Case {
  readonly name: string;
  readonly file: string;
  /** Of the output's integers. */
  readonly scale: number;
  readonly shape: readonly number[];
  /** Of each picture, packed as float32. */
  readonly values: string;
}

/** Made by test/oracles/pytorch/onnxInt8.py. */
const { cases } = readFilesFixture("onnxInt8") as { readonly cases: readonly Case[] };

/** The same rule as in the script; the channels come last. */
function hashed(start: number): Tensor {
  return transpose(Tensor.from(scriptInput(216, start), [1, 3, 9, 8]), [0, 2, 3, 1]);
}

const open = (bytes: Uint8Array<ArrayBuffer>): Promise<Network> => Network.load(new File([bytes], "net.onnx"));

async function predictAll(network: Network): Promise<number[]> {
  const outputs: number[] = [];
  for (const start of [7, 507, 1007, 1507]) outputs.push(...(await network.predict(hashed(start))).values);
  return outputs;
}

for (const { name, file, scale, shape, values } of cases)
  test(`${name}: as in onnxruntime`, async () => {
    const network = await open(unpack(file));
    const found = await predictAll(network);
    const bytes = unpack(values);
    const expected = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    assert.is(found.length, 4 * sizeOf(shape));
    const steps = found.map((value, index) => Math.abs(value - expected[index]!) / scale);
    const near = steps.filter((step) => step < 1.01).length / steps.length;
    assert.ok(near >= 0.99, `${near} of the numbers are a step away or less, the farthest ${Math.max(...steps)}`);
    const own = network.encode();
    const { tensors } = readSafetensors(own, name);
    for (const [key, { dtype }] of tensors) assert.match(dtype ?? "F32", /^(I8|U8|I32)$/, key);
    const again = await open(Uint8Array.from(own));
    assert.equal(await predictAll(again), found, "linnet's own file gives the same bits");
    await Promise.all([network.close(), again.close()]);
  });

/** How many ops of each kind a network has. */
const ofIntegers: { readonly [network: string]: readonly number[] } = {
  "inverted residuals": [6, 2, 2],
  "pools and joins": [3, 0, 0],
  windows: [1, 1, 0],
};

for (const { name, file } of cases)
  test(`${name}: convolutions, dense layers and sums run as integers`, async () => {
    const network = await open(unpack(file));
    const x = Tensor.placeholder([1, 9, 8, 3], "x");
    const ops = graphOf([x], network.callAll([x], inferenceContext)).nodes.map(({ producer }) => producer.op.name);
    const countOf = (name: string): number => ops.filter((op) => op === name).length;
    const expected = ofIntegers[name.slice(0, name.indexOf(":"))];
    assert.equal(["conv2dInt8", "depthwiseConv2dInt8", "addInt8"].map(countOf), expected);
    assert.equal(["conv2d", "depthwiseConv2d", "matMul", "add"].map(countOf), [0, 0, 0, 0]);
  });

test.run();
