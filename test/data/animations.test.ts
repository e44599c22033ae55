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
