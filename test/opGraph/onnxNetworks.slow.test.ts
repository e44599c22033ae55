// Whole networks in ONNX: those of its own suite whose weights are constants, and a face detector.
//
// Proves: ONNX | in | ONNX's nine light networks; a face detector with two outputs | onnx, onnxruntime-web

import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { TensorProtoSchema } from "../../src/formats/onnx/onnx_pb.js";
import { fromBinary } from "../../src/formats/onnx/protobuf.js";
import { readTensor } from "../../src/formats/onnx/readTensor.js";
import { Network } from "../../src/model/network.js";
import { transpose } from "../../src/tensor/ops/transpose.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { scriptInput } from "../support/scriptInput.js";
import { sharedPath } from "../support/shared.js";

/** What the network gives for one picture, whose numbers are in ONNX's order. */
async function predictOne(file: string, numbers: Float32Array, [height, width]: readonly [number, number]) {
  const network = await Network.load(file);
  const picture = transpose(Tensor.from(numbers, [1, 3, height, width]), [0, 2, 3, 1]);
  try {
    return { outputs: await network.predict([picture]), names: network.outputs.map(({ layer }) => layer.name) };
  } finally {
    await network.close();
  }
}

function largestError(found: Float32Array, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((most, value, index) => Math.max(most, Math.abs(value - found[index]!)), 0);
}

const light = sharedPath("interop/onnx-suites/onnx/backend/test/data/light", "ONNX's light networks");

for (const file of light === null ? [] : readdirSync(light).filter((name) => name.endsWith(".onnx")))
  test(`${file} gives what ONNX's own suite expects`, async () => {
    const expected = readTensor(
      fromBinary(TensorProtoSchema, readFileSync(`${light}/${file.replace(".onnx", "_output_0.pb")}`)),
    );
    const size = 3 * 224 * 224;
    const input = Float32Array.from({ length: size }, (_, index) => index / size);
    const { outputs } = await predictOne(`${light}/${file}`, input, [224, 224]);
    const values = expected.values as Float32Array;
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    assert.ok(
      largestError(outputs[0]!.values, values) <= 1e-3 * most,
      `${outputs[0]!.values.slice(0, 3)} ${values.slice(0, 3)}`,
    );
  });

interface Expected {
  readonly [output: string]: { readonly first16: readonly number[]; readonly sum: number };
}

const interop = sharedPath("interop", "face detectors in ONNX");
const expectedOutputs: { readonly [file: string]: Expected } =
  interop === null ? {} : JSON.parse(readFileSync(`${interop}/expected-onnxruntime.json`, "utf8"));

for (const [file, outputs] of Object.entries(expectedOutputs).filter(([name]) => name.endsWith(".onnx")))
  test(`${file} gives what ONNX Runtime gives`, async () => {
    const input = scriptInput(3 * 240 * 320);
    const found = await predictOne(`${interop}/${file}`, input, [240, 320]);
    assert.equal(found.names, Object.keys(outputs));
    Object.values(outputs).forEach(({ first16, sum }, index) => {
      const { values } = found.outputs[index]!;
      assert.ok(largestError(values, first16) < 1e-5, `${values.slice(0, 3)} ${first16.slice(0, 3)}`);
      const total = values.reduce((all, one) => all + one, 0);
      assert.ok(Math.abs(total - sum) < 1e-3 * values.length ** 0.5, `${total} ${sum}`);
    });
  });

test.run();
