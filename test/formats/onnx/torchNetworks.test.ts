// Against networks of torchvision that torch.onnx wrote, by ONNX Runtime: test/oracles/pytorch/torchOnnx.py.
//
// Proves: ONNX | in | MobileNetV2, V3, ShuffleNetV2, EfficientNet of torch.onnx's two exporters: logits within 1e-5, trained further | torch, torchvision, onnxruntime

import { test } from "uvu";
import * as assert from "uvu/assert";
import { openNetwork } from "../../../src/model/openNetwork.js";
import { transpose } from "../../../src/tensor/ops/transpose.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { Model } from "../../../src/train/model.js";
import { bytesOf, readWritten } from "../writtenFiles.js";

interface Written {
  readonly size: number;
  readonly cases: readonly { readonly name: string; readonly file: string; readonly logits: readonly number[] }[];
}

const { size, cases } = readWritten<Written>("torchOnnx");

/** Two pictures: the script's numbers, with the channels last. */
const pictures = transpose(
  Tensor.from(
    Float32Array.from({ length: 2 * 3 * size * size }, (_, index) => (index % 509) / 254 - 1),
    [2, 3, size, size],
  ),
  [0, 2, 3, 1],
);

async function openModel(bytes: Uint8Array): Promise<Model> {
  const { network } = await openNetwork({ bytes, file: "net", siblings: async () => null }, (ends) => new Model(ends));
  return network;
}

function largestError(found: Float32Array, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((most, value, index) => Math.max(most, Math.abs(value - found[index]!)), 0);
}

for (const { name, file, logits } of cases)
  test(`${name}: logits are ONNX Runtime's, and the same bits for any batch`, async () => {
    const model = await openModel(bytesOf(file));
    const [both] = await model.predict([pictures]);
    const largest = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largestError(both!.values, logits) < 1e-5 * largest, `${both!.values} ${logits}`);
    const [second] = await model.predict([pictures.slice(1, 2)]);
    assert.equal(second!.values, both!.values.slice(logits.length / 2));
    await model.close();
  });

for (const name of ["mobilenetV2 script", "efficientNet dynamo"])
  test(`${name} is trained further, and comes back from linnet's own file`, async () => {
    const model = await openModel(bytesOf(cases.find((one) => one.name === name)!.file));
    model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    const y = Tensor.from(Float32Array.of(1, 0, 0, 0, 0, 0, 1, 0, 0, 0), [2, 5]);
    const { history } = await model.fit(pictures, y, { epochs: 6, batchSize: 2 });
    const losses = history.loss!;
    assert.ok(losses.at(-1)! < 0.7 * losses[0]!, `${losses}`);
    const again = await openModel(model.encode());
    const [[given], [read]] = await Promise.all([model.predict([pictures]), again.predict([pictures])]);
    assert.equal(read!.values, given!.values);
    await Promise.all([model.close(), again.close()]);
  });

test.run();
