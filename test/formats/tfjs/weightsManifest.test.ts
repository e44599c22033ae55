// Weights of TensorFlow.js: shards, quantization, strings, and manifests that do not fit their files.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Siblings } from "../../../src/formats/opened.js";
import { readWeightsManifest } from "../../../src/formats/tfjs/weightsManifest.js";
import { LinnetError } from "../../../src/tensor/errors.js";

const bytesOf = (numbers: ArrayBufferView): Uint8Array => new Uint8Array(numbers.buffer);
const beside =
  (files: { readonly [name: string]: Uint8Array }): Siblings =>
  async (name) =>
    files[name] ?? null;

async function valuesOf(weight: object, bytes: Uint8Array): Promise<unknown> {
  const manifest = [{ paths: ["w.bin"], weights: [{ name: "w", ...weight }] }];
  const { values } = (await readWeightsManifest(manifest, "model.json", beside({ "w.bin": bytes }))).get("w")!;
  return { kind: values.constructor.name, values: [...values] };
}

test("every type is read", async () => {
  const of = { shape: [2] };
  assert.equal(await valuesOf({ ...of, dtype: "float32" }, bytesOf(Float32Array.of(1.5, -2))), {
    kind: "Float32Array",
    values: [1.5, -2],
  });
  assert.equal(await valuesOf({ ...of, dtype: "int32" }, bytesOf(Int32Array.of(2 ** 31 - 1, -2))), {
    kind: "Float64Array",
    values: [2 ** 31 - 1, -2],
  });
  assert.equal(await valuesOf({ ...of, dtype: "bool" }, Uint8Array.of(1, 0)), { kind: "Float64Array", values: [1, 0] });
  const strings = Uint8Array.of(2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0);
  assert.equal(await valuesOf({ ...of, dtype: "string" }, strings), { kind: "Array", values: ["é", ""] });
});

test("quantized numbers are value x scale + min in float32, and halves", async () => {
  const of = { shape: [3], dtype: "float32" };
  const [scale, min] = [0.1, -1];
  const expected = [0, 7, 255].map((value) => Math.fround(value * scale + min));
  const bytes = Uint8Array.of(0, 7, 255);
  for (const [dtype, stored] of [
    ["uint8", bytes],
    ["uint16", bytesOf(Uint16Array.from(bytes))],
  ] as const)
    assert.equal(await valuesOf({ ...of, quantization: { dtype, scale, min } }, stored), {
      kind: "Float32Array",
      values: expected,
    });
  const halves = bytesOf(Uint16Array.of(0x3c00, 0xc000, 1));
  assert.equal(await valuesOf({ ...of, quantization: { dtype: "float16", original_dtype: "float32" } }, halves), {
    kind: "Float32Array",
    values: [1, -2, 2 ** -24],
  });
  const whole = { shape: [2], dtype: "int32", quantization: { dtype: "uint8", scale: 0.5, min: 1 } };
  assert.equal(await valuesOf(whole, Uint8Array.of(0, 3)), { kind: "Float64Array", values: [1, 3] });
});

test("a tensor may begin in one shard and end in the next, and groups follow one another", async () => {
  const bytes = bytesOf(Float32Array.of(1, 2, 3));
  const manifest = [
    { paths: ["a", "b"], weights: [{ name: "v", shape: [3], dtype: "float32" }] },
    { paths: ["c"], weights: [{ name: "scalar", shape: [], dtype: "float32" }] },
  ];
  const files = { a: bytes.slice(0, 5), b: bytes.slice(5), c: bytes.slice(8) };
  const constants = await readWeightsManifest(manifest, "model.json", beside(files));
  assert.equal([...constants.get("v")!.values], [1, 2, 3]);
  assert.equal(constants.get("scalar"), { type: "float32", shape: [], values: Float32Array.of(3) });
});

const four = [{ name: "w", shape: [2, 2], dtype: "float32" }];
const wrong: readonly (readonly [title: string, manifest: unknown, message: RegExp])[] = [
  ["no list", {}, /model\.json: expected "weightsManifest" to be a list/],
  ["no groups", [7], /weightsManifest\[0\]: expected \{ paths, weights \}, both lists, got 7/],
  ["a missing shard", [{ paths: ["gone"], weights: four }], /its weights are in "gone", which is not there/],
  ["a path that leads away", [{ paths: ["../w.bin"], weights: four }], /expected names of files beside it/],
  ["an address", [{ paths: ["https://example.org/w"], weights: four }], /expected names of files beside it/],
  [
    "a short shard",
    [{ paths: ["short"], weights: four }],
    /tensor "w": expected 16 bytes for \[2,2\], 4 of the group's/,
  ],
  ["a long shard", [{ paths: ["short", "long"], weights: four }], /expected 16 bytes in its files, got 24/],
  [
    "a size beyond all files",
    [{ paths: ["long"], weights: [{ name: "w", shape: [1e9, 1e6], dtype: "float32" }] }],
    /expected 4000000000000000 bytes for/,
  ],
  ["an unknown type", [{ paths: [], weights: [{ name: "w", shape: [], dtype: "complex64" }] }], /got "complex64"/],
  ["a negative length", [{ paths: [], weights: [{ name: "w", shape: [-1], dtype: "bool" }] }], /expected a shape/],
  [
    "strings that end too soon",
    [{ paths: ["long"], weights: [{ name: "w", shape: [1e12], dtype: "string" }] }],
    /the group's bytes end after 5/,
  ],
  [
    "an unknown quantization",
    [{ paths: ["long"], weights: [{ ...four[0], quantization: { dtype: "int4" } }] }],
    /expected a quantization to uint8 or uint16 .*, got "int4"/,
  ],
  [
    "the same name twice",
    [
      { paths: [], weights: [{ name: "w", shape: [0], dtype: "bool" }] },
      { paths: [], weights: [{ name: "w", shape: [0], dtype: "bool" }] },
    ],
    /got "w" twice/,
  ],
];

for (const [title, manifest, message] of wrong)
  test(`refused: ${title}`, async () => {
    const files = beside({ short: new Uint8Array(4), long: new Uint8Array(20) });
    try {
      await readWeightsManifest(manifest, "model.json", files);
    } catch (error) {
      assert.instance(error, LinnetError);
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable("expected an error");
  });

test.run();
