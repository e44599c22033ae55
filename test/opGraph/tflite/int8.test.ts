// Proves: TensorFlow Lite | in | small networks of int8, and of uint8 with any zero points, in integers: 0.99 of the numbers at most a step from LiteRT's | tensorflow
// Small networks that TensorFlow's converter quantized to int8, some made uint8, and the integers that LiteRT gives of them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { graphOf } from "../../../src/graph/trace.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { Network } from "../../../src/model/network.js";
import { sizeOf } from "../../../src/tensor/shape.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { readFilesFixture, unpack } from "../../support/packedFiles.js";
import { scriptInput } from "../../support/scriptInput.js";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly shape: readonly number[];
  /** Of each picture, packed as int16. */
  readonly integers: string;
}

/** Made by test/oracles/files/tfliteInt8.py. */
const { cases, refused } = readFilesFixture("tfliteInt8") as {
  readonly cases: readonly Case[];
  /** A file, and why LiteRT's own kernels do not take it. */
  readonly refused: { readonly file: string; readonly reason: string };
};

const PICTURE = [9, 8, 3];

const open = (bytes: Uint8Array<ArrayBuffer>): Promise<Network> => Network.load(new File([bytes], "net.tflite"));

/** One after the other: some of these networks are made for one picture. */
async function predictAll(network: Network): Promise<number[]> {
  const outputs: number[] = [];
  for (const start of [0, 500, 1000, 1500].map((step) => step + 7)) {
    const y = await network.predict(Tensor.from(scriptInput(sizeOf(PICTURE), start), [1, ...PICTURE]));
    outputs.push(...y.values);
  }
  return outputs;
}

function opsOf(network: Network): string[] {
  const x = Tensor.placeholder([1, ...PICTURE], "x");
  return graphOf([x], network.callAll([x], inferenceContext)).nodes.map(({ producer }) => producer.op.name);
}

for (const { name, file, scale, zeroPoint, shape, integers } of cases)
  test(`${name}: as in LiteRT`, async () => {
    const network = await open(unpack(file));
    const found = await predictAll(network);
    const bytes = unpack(integers);
    const expected = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    assert.is(found.length, 4 * sizeOf(shape));
    const steps = found.map((value, index) => Math.abs(Math.round(value / scale) + zeroPoint - expected[index]!));
    const near = steps.filter((step) => step <= 1).length / steps.length;
    assert.ok(near >= 0.99, `${near} of the numbers are a step away or less, the farthest ${Math.max(...steps)}`);
    const again = await open(Uint8Array.from(network.encode()));
    assert.equal(await predictAll(again), found, "linnet's own file gives the same bits");
    await Promise.all([network.close(), again.close()]);
  });

for (const name of ["inverted residuals", "uint8: inverted residuals"])
  test(`${name}: convolutions, dense layers and sums of one shape run as integers, and nothing else of them is left`, async () => {
    const network = await open(unpack(cases.find((one) => one.name === name)!.file));
    const ops = opsOf(network);
    const countOf = (name: string): number => ops.filter((op) => op === name).length;
    assert.equal(["conv2dInt8", "depthwiseConv2dInt8", "addInt8"].map(countOf), [6, 2, 2]);
    assert.equal(["conv2d", "depthwiseConv2d", "matMul", "add"].map(countOf), [0, 0, 0, 0]);
  });

test("a scale of 0 of what is computed, which no quantizer of TensorFlow writes, is refused by name, as by LiteRT", async () => {
  assert.match(refused.reason, "no_integer_overflow_from_quantization was not true");
  const error = await open(unpack(refused.file)).then(String, String);
  assert.match(error, /^LinnetError: net\.tflite: layer "graph": value "Relu.*": expected a scale above 0, got 0/);
});

test.run();
