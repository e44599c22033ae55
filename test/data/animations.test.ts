// Animated files give the picture that Pillow shows first (test/oracles/keras/animations.py).

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture, readPictureHeader } from "../../src/data/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { readFixture } from "../support/kerasFixture.js";
import { rejection } from "./support.js";

interface Animation {
  readonly name: string;
  /** In base64, as the pixels `[height, width, 3]`. */
  readonly file: string;
  readonly size: readonly [width: number, height: number];
  readonly pixels: string;
}

const { cases } = readFixture<{ readonly cases: readonly Animation[] }>("animations");
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

for (const { name, file, size, pixels } of cases)
  test(`${name}: Pillow's first picture`, async () => {
    const { width, height } = readPictureHeader(bytesOf(file));
    assert.equal([width, height], size);
    const picture = await decodePicture(bytesOf(file));
    assert.equal([picture.width, picture.height], size);
    assert.equal([...picture.data], [...bytesOf(pixels)]);
  });

const placed = bytesOf(cases.find(({ name }) => name === "WebP, lossless, on a larger canvas")!.file);
const canvasAt = 20;
const frameAt = Buffer.from(placed).indexOf("ANMF") + 8;

async function refusal(bytes: Uint8Array, options: object = {}): Promise<string> {
  return (await rejection(decodePicture(bytes, { file: "a.webp", ...options }))).message;
}

test("the limit on pixels is the canvas's, and a frame stays on it", async () => {
  assert.match(await refusal(placed, { maximumPixels: 319 }), "a.webp: expected at most 319 pixels (maximumPixels)");
  const beside = placed.slice();
  beside[frameAt] = 4;
  assert.match(await refusal(beside), "a.webp: the WebP is corrupt: its first frame is 13 x 9, at 8, 4 of 20 x 16");
  const another = placed.slice();
  another[frameAt + 6] = 11;
  assert.match(await refusal(another), "a.webp: the WebP is corrupt: its first frame is 13 x 9");
  const narrow = placed.slice();
  narrow[canvasAt + 4] = 12;
  assert.match(await refusal(narrow), "a.webp: the WebP is corrupt: its first frame");
  assert.match(await refusal(placed.subarray(0, -1)), "a.webp: the WebP is cut short");
});

/** The file with a chunk behind its own, so many times. */
function followed(webp: Uint8Array, chunk: Uint8Array, times: number): Uint8Array {
  const file = Buffer.concat([webp, ...Array.from({ length: times }, () => chunk)]);
  file.writeUInt32LE(file.length - 8, 4);
  return new Uint8Array(file);
}

test("EXIF behind thousands of frames turns it, and chunks without end are refused", async () => {
  const frame = placed.subarray(frameAt - 8);
  const quarter = "EXIF\x16\0\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
  const turned = followed(followed(placed, frame, 3000), Buffer.from(quarter, "latin1"), 1);
  assert.equal(readPictureHeader(turned), { format: "webp", width: 16, height: 20 });
  const picture = await decodePicture(turned);
  assert.equal([picture.width, picture.height], [16, 20]);
  const endless = followed(placed, Buffer.from("NONE\0\0\0\0"), 100_000);
  assert.match(await refusal(endless), "a.webp: expected a WebP of at most 100000 chunks, found more");
});

test("whatever is wrong with it, it is refused by name", async () => {
  const change = fc.record({ at: fc.nat(placed.length - 1), value: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const bytes = placed.slice();
      for (const { at, value } of changes) bytes[at] = value;
      const error: unknown = await decodePicture(bytes, { maximumPixels: 100_000 }).then(
        () => null,
        (reason: unknown) => reason,
      );
      assert.ok(error === null || error instanceof LinnetError, String(error));
    }),
    { numRuns: 60 },
  );
});

test.run();
