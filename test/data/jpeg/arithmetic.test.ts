// Arithmetic-coded JPEGs, against the same coefficients in Huffman's codes, and against Pillow's pixels
// (test/oracles/files/arithmeticJpegs.py).

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { resolveDecodeOptions } from "../../../src/data/decodeOptions.js";
import { DecodeError, type DecodeOptions, decodePicture, readPictureHeader } from "../../../src/data/index.js";
import { Conditioning } from "../../../src/data/jpeg/arithmetic/conditioning.js";
import { recodeJpeg } from "../../../src/data/jpeg/arithmetic/recodeJpeg.js";
import { readJpegHeader } from "../../../src/data/jpeg/header.js";
import { stretched } from "../../attack/arithmeticBombs.js";
import { jpegOf } from "../../attack/jpegOf.js";
import { readFilesFixture } from "../../support/packedFiles.js";
import { decodeWithJpegJs, largestDifference, rejection } from "../support.js";

interface Case {
  readonly name: string;
  readonly file: string;
  readonly huffman: string;
  readonly pixels: string;
}

const cases = readFilesFixture("arithmeticJpegs") as readonly Case[];
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const fileOf = (wanted: string): Uint8Array => bytesOf(cases.find(({ name }) => name === wanted)!.file);

for (const { name, file, huffman, pixels } of cases) {
  const [bytes, coded] = [bytesOf(file), bytesOf(huffman)];

  test(`${name}: the pixels are those of the same coefficients in Huffman's codes, and Pillow's`, async () => {
    const picture = await decodePicture(bytes);
    assert.equal(picture, await decodePicture(coded));
    assert.ok(largestDifference(picture.data, bytesOf(pixels)) <= (name === "cmyk" ? 3 : 1));
    const { width, height } = readPictureHeader(bytes);
    assert.equal([picture.width, picture.height], [width, height]);
  });

  test(`${name}: the same without mozjpeg, as in pages`, () => {
    const recoded = recodeJpeg(bytes, readJpegHeader(bytes, name), resolveDecodeOptions({}));
    assert.equal(decodeWithJpegJs(recoded), decodeWithJpegJs(coded));
  });
}

test("a file that is cut short is refused, and read as far as it goes where that is allowed", async () => {
  const whole = fileOf("restarts");
  const cut = whole.subarray(0, whole.lastIndexOf(0xd0) - 1);
  assert.match((await rejection(decodePicture(cut, { file: "a.jpg" }))).message, "a.jpg: the JPEG is cut short");
  const warnings: string[] = [];
  const options = { allowTruncated: true, onWarning: (text: string) => warnings.push(text) };
  const [begun, complete] = [await decodePicture(cut, options), await decodePicture(whole)];
  assert.equal(begun.data.subarray(0, 8 * 3), complete.data.subarray(0, 8 * 3));
  assert.match(warnings[0]!, "cut short");
  assert.match(warnings[1]!, "expected its restart marker");
});

test("a restart marker out of turn is damage", async () => {
  const bytes = fileOf("restarts").slice();
  bytes[bytes.lastIndexOf(0xd0)] = 0xd3;
  assert.match((await rejection(decodePicture(bytes))).message, /expected its restart marker 0 at byte \d+ \(allowTru/);
});

test("code that fits no block is damage, and names its place", async () => {
  const bytes = fileOf("4:2:0").slice();
  bytes.fill(88, readJpegHeader(bytes, "sample").scanStart + 14, -2);
  const { message } = await rejection(decodePicture(bytes));
  assert.match(message, /arithmetic code between bytes \d+ and \d+ fits no block/);
});

test("more decisions than the pixels that are allowed can want are damage, as is a scan that comes twice", async () => {
  const bytes = fileOf("progressive 4:2:0");
  const end = bytes.length - 2;
  let lastScan = end;
  while (bytes[lastScan] !== 0xff || bytes[lastScan + 1] !== 0xda) lastScan -= 1;
  const parts = [bytes.subarray(0, end), ...Array.from({ length: 20 }, () => bytes.subarray(lastScan, end))];
  const repeated = new Uint8Array(Buffer.concat([...parts, bytes.subarray(end)]));
  assert.match((await rejection(decodePicture(repeated))).message, "its scans do not follow on each other");
  const warnings: string[] = [];
  const onWarning = (text: string) => warnings.push(text);
  await decodePicture(repeated, { maximumPixels: 27 * 18, allowTruncated: true, onWarning });
  assert.match(
    warnings[1]!,
    /expected at most 7776 arithmetic decisions, by \d+ bytes and 486 maximumPixels, found more/,
  );
});

test("pixels that take no bytes are few", async () => {
  const { message } = await rejection(decodePicture(stretched(fileOf("gray"), 8000)));
  assert.match(
    message,
    /^picture: the JPEG is cut short: 8000 x 8000 pixels take 27154 bytes or more, its scans have \d+ /,
  );
});

test("more decisions than bytes can want are damage, behind which nothing is read", async () => {
  const file = jpegOf({ width: 2896, height: 2896, scans: 100, coded: 0, isArithmetic: true });
  const bound = /expected at most 9778176 arithmetic decisions, by 2714 bytes and 64000000 maximumPixels, found more/;
  assert.match((await rejection(decodePicture(file))).message, bound);
  const warnings: string[] = [];
  const { width } = await decodePicture(file, { allowTruncated: true, onWarning: (text) => warnings.push(text) });
  assert.is(width, 2896);
  assert.match(warnings.join(), bound);
});

test("code that ends before the pixels do is damage, behind which nothing is read", async () => {
  const file = stretched(fileOf("turned"), 512);
  const message = /arithmetic code ends at byte 470, before the pixels do/;
  assert.match((await rejection(decodePicture(file))).message, message);
  const warnings: string[] = [];
  const { data } = await decodePicture(file, { allowTruncated: true, onWarning: (text) => warnings.push(text) });
  assert.match(warnings.join(), message);
  // Turned by a quarter, the last rows are the first columns.
  assert.equal([...data.subarray(0, 3)], [128, 128, 128]);
});

test("pixels that take no bytes are read, since they are as expected", async () => {
  const file = jpegOf({ width: 2896, height: 2896, scans: 1, coded: 0, isArithmetic: true });
  assert.is((await decodePicture(file)).width, 2896);
});

test("lossless and hierarchical coding are refused by name", async () => {
  const bytes = fileOf("4:4:4").slice();
  const frame = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc9) + 1;
  bytes[frame] = 0xcb;
  assert.match(
    (await rejection(decodePicture(bytes))).message,
    "baseline, extended or progressive JPEG, found a lossless",
  );
  bytes[frame] = 0xcd;
  assert.match((await rejection(decodePicture(bytes))).message, "found a hierarchical");
});

test("conditioning is T.81's, by default and as a DAC segment says", () => {
  const conditioning = new Conditioning();
  const contexts = () => [0, 1, 2, 3, 7, 8].map((excess) => conditioning.contextOf(1, excess, 0));
  assert.equal(contexts(), [4, 4, 12, 12, 12, 12]);
  assert.is(conditioning.define(Uint8Array.of(0x01, 0x32, 0x13, 20)), true);
  assert.equal(contexts(), [0, 0, 4, 4, 4, 12]);
  assert.is(conditioning.contextOf(1, 8, 1), 16);
  assert.equal(conditioning.acBorders, [5, 5, 5, 20]);
  for (const wrong of [[0x04, 0x10], [0x00, 0x01], [0x10, 0], [0x10, 64], [0x20, 1], [0x00]])
    assert.is(conditioning.define(Uint8Array.from(wrong)), false);
});

test("whatever is changed in a file, it is read or refused", async () => {
  const edits = fc.array(fc.record({ at: fc.nat(2000), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
  const read = async (bytes: Uint8Array, options: DecodeOptions): Promise<void> => {
    const picture = await decodePicture(bytes, { ...options, maximumPixels: 1e5 }).catch((error: unknown) => error);
    assert.ok(picture instanceof DecodeError || (picture as { readonly width: number }).width > 0, String(picture));
  };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...cases), edits, fc.boolean(), async ({ file }, changes, allowTruncated) => {
      const bytes = bytesOf(file);
      const { scanStart } = readJpegHeader(bytes, "sample");
      for (const { at, byte } of changes) bytes[scanStart + (at % (bytes.length - scanStart))] = byte;
      await read(bytes, { allowTruncated });
    }),
    { numRuns: 60 },
  );
});

test.run();
