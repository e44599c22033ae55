// A file of a network, and files of weights alone, as other programs wrote them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { TensorToWrite } from "../../src/formats/safetensors/safetensorsBytes.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { fileContents } from "../../src/model/fileContents.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { bytesOf, readWritten } from "../formats/writtenFiles.js";
import type { FixtureTensor } from "../support/kerasFixture.js";

interface Written {
  readonly cases?: readonly { readonly file: string; readonly tensors: { readonly [name: string]: FixtureTensor } }[];
  readonly zips?: readonly { readonly file: string; readonly arrays: { readonly [name: string]: FixtureTensor } }[];
}

test("weights alone are tensors with their format", async () => {
  const [pytorch] = readWritten<Written>("pytorch").cases!;
  const [numpy] = readWritten<Written>("numpy").zips!;
  const own = { w: { shape: [2], values: Float32Array.of(1, 2) } };
  const files = [
    ["PyTorch", bytesOf(pytorch!.file), pytorch!.tensors],
    ["NumPy .npz", bytesOf(numpy!.file), numpy!.arrays],
    ["safetensors", writeSafetensors(new Map(Object.entries(own)), { format: "pt" }), own],
  ] as const;
  for (const [format, bytes, tensors] of files) {
    const contents = await fileContents(bytes);
    if (contents.network !== null) assert.unreachable();
    else assert.equal([contents.weights.format, [...contents.weights.tensors.keys()]], [format, Object.keys(tensors)]);
  }
});

test("weights alone say how many bytes of the file each number takes", async () => {
  const widthsIn = async (bytes: Uint8Array): Promise<readonly unknown[]> => {
    const contents = await fileContents(bytes);
    if (contents.network !== null) assert.unreachable();
    return contents.network === null ? [...contents.weights.tensors.values()].map(({ bytesEach }) => bytesEach) : [];
  };
  const mixed = new Map<string, TensorToWrite>([
    ["w", { shape: [2], values: Float32Array.of(1, 2) }],
    ["b", { shape: [2], values: Int8Array.of(1, 2) }],
  ]);
  assert.equal(await widthsIn(writeSafetensors(mixed, {}, { dtype: "F16" })), [2, 1]);
});

test("a model is a network with its record", async () => {
  const model = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 2 });
  const { network } = await fileContents(model.encode({ classes: ["a", "b"] }));
  assert.equal([network!.layers.length, network!.record], [model.layers.length, { classes: ["a", "b"] }]);
});

test("what is neither is refused by its name", async () => {
  const found = await fileContents(Uint8Array.of(1, 2, 3)).then(String, ({ message }: Error) => message);
  assert.match(found, /^the model's bytes: expected weights or a model, got /);
});

test.run();
