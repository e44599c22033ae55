import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile, openSafetensors } from "../../src/formats/openFile.js";
import { writeSafetensors } from "../../src/formats/safetensors/safetensors.js";

const caseOf = (name: string): Uint8Array => readFileSync(new URL(`cases/${name}`, import.meta.url));
const text = (content: string): Uint8Array => Uint8Array.from(content, (character) => character.charCodeAt(0));

async function errorOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: Error) => error.message,
  );
}

test("a safetensors file is opened whatever it is called", async () => {
  const values = Float32Array.of(1, 2, 3);
  const bytes = writeSafetensors(new Map([["a", { shape: [3], values }]]), { format: "linnet/1" });
  for (const opened of [await openFile(bytes, "weights.h5"), openSafetensors({ bytes, file: "weights.h5" })]) {
    assert.equal(opened.tensors.get("a")!.values, values);
    assert.equal(opened.metadata, { format: "linnet/1" });
  }
});

test("where linnet's own file is expected, another format is refused by its name", () => {
  for (const [bytes, file, name] of [
    [caseOf("hdf5-header.h5"), "mobilenet.h5", /^mobilenet\.h5: expected a safetensors file, got an HDF5 file/],
    [caseOf("zip.pth"), "model.pth", /^model\.pth: .* got a zip file/],
    [text("\x1c\0\0\0TFL3"), "model.tflite", /^model\.tflite: .* got a TensorFlow Lite file/],
    [text('{"modelTopology":{}}'), "model.json", /^model\.json: .* got JSON, as TensorFlow\.js/],
    [text("\x08\x08\x12\x02ab"), "model.onnx", /^model\.onnx: .* got an ONNX file/],
  ] as const) {
    assert.throws(() => openSafetensors({ bytes, file }), name);
  }
});

test("bytes of no format that is known are refused in words of safetensors", async () => {
  assert.match(
    await errorOf(openFile(text("nonsense that is long enough"), "a.bin")),
    /^a\.bin: expected a safetensors file, its first bytes are not a header/,
  );
  assert.match(
    await errorOf(openFile(text("abc"), "a.bin")),
    /^a\.bin: expected a safetensors file of 8 bytes or more, got 3/,
  );
});

test.run();
