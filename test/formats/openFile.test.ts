import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../src/formats/openFile.js";
import { writeSafetensors } from "../../src/formats/safetensors/safetensors.js";

const caseOf = (name: string): Uint8Array => readFileSync(new URL(`cases/${name}`, import.meta.url));
const text = (content: string): Uint8Array => Uint8Array.from(content, (character) => character.charCodeAt(0));

test("a safetensors file is opened whatever it is called", () => {
  const values = Float32Array.of(1, 2, 3);
  const bytes = writeSafetensors(new Map([["a", { shape: [3], values }]]), { format: "linnet/1" });
  const { tensors, metadata } = openFile(bytes, "weights.h5");
  assert.equal(tensors.get("a")!.values, values);
  assert.equal(metadata, { format: "linnet/1" });
});

test("a file of another format is refused by the name of the format", () => {
  for (const [bytes, file, name] of [
    [caseOf("hdf5-header.h5"), "mobilenet.h5", /^mobilenet\.h5: expected a safetensors file, got an HDF5 file/],
    [caseOf("zip.pth"), "model.pth", /^model\.pth: .* got a zip file/],
    [text("\x1c\0\0\0TFL3"), "model.tflite", /^model\.tflite: .* got a TensorFlow Lite file/],
    [text('{"modelTopology":{}}'), "model.json", /^model\.json: .* got JSON, as TensorFlow\.js/],
  ] as const) {
    assert.throws(() => openFile(bytes, file), name);
  }
});

test("bytes of no format that is known are refused in words of safetensors", () => {
  assert.throws(
    () => openFile(text("nonsense that is long enough"), "a.bin"),
    /^a\.bin: expected a safetensors file, its first bytes are not a header/,
  );
  assert.throws(() => openFile(text("abc"), "a.bin"), /^a\.bin: expected a safetensors file of 8 bytes or more, got 3/);
});

test.run();
