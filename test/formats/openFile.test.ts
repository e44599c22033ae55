import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../src/formats/openFile.js";
import { openSafetensors } from "../../src/formats/safetensors/openSafetensors.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";

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

test("where linnet's own file is expected, another format is refused", () => {
  for (const [bytes, file] of [
    [caseOf("hdf5-header.h5"), "mobilenet.h5"],
    [caseOf("zip.pth"), "model.pth"],
    [text('{"modelTopology":{}}'), "model.json"],
  ] as const) {
    assert.throws(() => openSafetensors({ bytes, file }), new RegExp(`^${file}: expected a safetensors file`));
  }
});

const gzip = `\x1f\x8b\x08${"\x81".repeat(50)}`;
const tar = `${"model.h5".padEnd(257, "\0")}ustar`.padEnd(512, "\0");
const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

for (const [content, found] of [
  ["", "an empty file"],
  ["<!DOCTYPE html><html>", "a web page, as servers send in place of a file"],
  ["\n<html><head>", "a web page"],
  [pointer, "a pointer of git-lfs, which stands for a file: fetch it with `git lfs pull`"],
  ["nonsense that is long enough", "text"],
  ["12345678{ and a brace where a header begins", "text"],
  ["abc", "text"],
  ["\xff\xd8\xff\xe0 JFIF", "a JPEG picture"],
  ["\x89PNG\r\n\x1a\n", "a PNG picture"],
  ["RIFF\x10\n\0\0WEBPVP8 ", "a WebP picture"],
  [gzip, "a gzip file: unpack it first"],
  [tar, "a tar archive: unpack it first"],
  ["\x08\x01\x12\xf3\xa2\x0b\n\xd1\x1f\n\0\x12", "a SavedModel of TensorFlow: export the model to .keras or to TFLite"],
  ["\xfe\x93\x11 of no kind", "a file of no format that linnet knows"],
] as const) {
  test(`${found.split(":")[0]} is refused by what it is: ${JSON.stringify(content.slice(0, 12))}`, async () => {
    const message = await errorOf(openFile(text(content), "page.h5"));
    assert.ok(message.startsWith(`page.h5: expected weights or a model, got ${found}`), message);
    assert.match(message, / \(linnet reads safetensors, Keras [^\n]*\)$/);
  });
}

test("a header is known whatever its length's first byte, and behind empty lines", async () => {
  for (const length of [0x08, 0x0a, 0x3c, 0x7b, 0x80]) {
    const bytes = text(String.fromCharCode(length, 0, 0, 0, 0, 0, 0, 0) + "\n {}".padEnd(length, " "));
    assert.is((await openFile(bytes, "a")).format, "safetensors");
  }
});

test.run();
