import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../src/formats/openFile.js";
import { openSafetensors } from "../../src/formats/safetensors/openSafetensors.js";
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

test("where linnet's own file is expected, another format is refused", () => {
  for (const [bytes, file] of [
    [caseOf("hdf5-header.h5"), "mobilenet.h5"],
    [caseOf("zip.pth"), "model.pth"],
    [text('{"modelTopology":{}}'), "model.json"],
  ] as const) {
    assert.throws(() => openSafetensors({ bytes, file }), new RegExp(`^${file}: expected a safetensors file`));
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
