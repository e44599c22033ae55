import { readdir, readFile } from "node:fs/promises";
import * as fc from "fast-check";
import jpegJs from "jpeg-js";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { joinBytes } from "../../src/data/bytes.js";
import { DecodeError, decodePicture } from "../../src/data/index.js";
import { height, jpegSamples, width } from "./jpegSamples.js";
import { anyPicture, largestDifference, patterned, rejection } from "./support.js";
import { samplesPerPixel, withChecksums, writePng } from "./writePng.js";

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const sampleNamed = (name: string): Uint8Array => bytesOf(jpegSamples.find((sample) => sample.name === name)!.file);

test("JPEG: what jpeg-js writes is read back", async () => {
  const rgba = Buffer.alloc(20 * 10 * 4, 255);
  for (let pixel = 0; pixel < 200; pixel += 1) rgba.set([pixel, 255 - pixel, 100], pixel * 4);
  const picture = await decodePicture(jpegJs.encode({ width: 20, height: 10, data: rgba }, 100).data);
  const expected = Uint8Array.from({ length: 600 }, (_, index) => rgba[Math.floor(index / 3) * 4 + (index % 3)]!);
  assert.ok(largestDifference(picture.data, expected) <= 4);
});

/** Color types with the depths that the PNG specification allows them (table 11.1). */
const pngKinds = [
  { colorType: 0, depths: [1, 2, 4, 8, 16] },
  { colorType: 2, depths: [8, 16] },
  { colorType: 3, depths: [1, 2, 4, 8] },
  { colorType: 4, depths: [8, 16] },
  { colorType: 6, depths: [8, 16] },
] as const;
const anyPng = fc.record({
  kind: fc.constantFrom(...pngKinds.flatMap(({ colorType, depths }) => depths.map((depth) => ({ colorType, depth })))),
  width: fc.integer({ min: 1, max: 19 }),
  height: fc.integer({ min: 1, max: 19 }),
  interlaced: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

test("PNG: every color type, depth and interlacing gives the pixels that were written, without alpha", () =>
  fc.assert(
    fc.asyncProperty(anyPng, async ({ kind, width, height, interlaced, seed }) => {
      const { colorType, depth } = kind;
      const perPixel = samplesPerPixel[colorType];
      const largest = 2 ** depth - 1;
      const samples = Array.from({ length: width * height * perPixel }, (_, index) => (index * seed) % (largest + 1));
      const palette = Array.from({ length: 768 }, (_, index) => (index * 91) % 256).slice(0, 3 * (largest + 1));
      const options = colorType === 3 ? { ...kind, interlaced, palette } : { ...kind, interlaced };
      const picture = await decodePicture(writePng(width, height, samples, options));
      const expected = Array.from({ length: width * height * 3 }, (_, index) => {
        const pixel = Math.floor(index / 3);
        if (colorType === 3) return palette[samples[pixel]! * 3 + (index % 3)]!;
        const channel = perPixel < 3 ? 0 : index % 3;
        return Math.floor((samples[pixel * perPixel + channel]! * 255) / largest + 0.5);
      });
      assert.equal([...picture.data], expected);
    }),
    { numRuns: 150 },
  ));

test("PNG: what pngjs writes is read back", () =>
  fc.assert(
    fc.asyncProperty(anyPicture, async ({ width, height, data }) => {
      const png = new PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false });
      png.data = Buffer.from(data);
      const bytes = PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
      assert.equal([...(await decodePicture(bytes)).data], [...data]);
    }),
    { numRuns: 30 },
  ));

test("PNG: a color that the file calls transparent keeps its red, green and blue, as in Pillow", async () => {
  const transparent: [string, Uint8Array] = ["tRNS", Uint8Array.of(0, 9, 0, 8, 0, 7)];
  const bytes = writePng(2, 1, [9, 8, 7, 1, 2, 3], { colorType: 2, depth: 8, extraChunks: [transparent] });
  assert.equal([...(await decodePicture(bytes)).data], [9, 8, 7, 1, 2, 3]);
});

/** A TIFF block with nothing but the orientation. */
function tiff(orientation: number, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  view.setUint16(10, 0x0112, littleEndian);
  view.setUint16(12, 3, littleEndian);
  view.setUint32(14, 1, littleEndian);
  view.setUint16(18, orientation, littleEndian);
  return new Uint8Array(view.buffer);
}

/** By EXIF 2.3, table 6, for the stored picture `12 3 / 4 5 6`; equal to Pillow's `ImageOps.exif_transpose`. */
const upright = ["123/456", "321/654", "654/321", "456/123", "14/25/36", "41/52/63", "63/52/41", "36/25/14"];

for (const [place, rows] of upright.entries()) {
  test(`EXIF orientation ${place + 1} is turned upright, unless that is not wanted`, async () => {
    const samples = [1, 2, 3, 4, 5, 6];
    const exif: [string, Uint8Array] = ["eXIf", tiff(place + 1, place % 2 === 0)];
    const bytes = writePng(3, 2, samples, { colorType: 0, depth: 8, extraChunks: [exif] });
    const picture = await decodePicture(bytes);
    const gray = [...picture.data].filter((_, index) => index % 3 === 0);
    const lines = Array.from({ length: picture.height }, (_, row) =>
      gray.slice(row * picture.width, (row + 1) * picture.width).join(""),
    );
    assert.is(lines.join("/"), rows);
    assert.is((await decodePicture(bytes, { applyOrientation: false })).width, 3);
  });
}

test("a JPEG's EXIF orientation is read from its APP1 segment", async () => {
  const plain = sampleNamed("4:2:0");
  const block = joinBytes([Uint8Array.from("Exif\0\0", (letter) => letter.charCodeAt(0)), tiff(6, false)]);
  const segment = joinBytes([Uint8Array.of(0xff, 0xe1, 0, block.length + 2), block]);
  const turned = await decodePicture(joinBytes([plain.subarray(0, 2), segment, plain.subarray(2)]));
  const stored = await decodePicture(plain);
  assert.equal([turned.width, turned.height], [height, width]);
  assert.equal([...turned.data.subarray(0, 3)], [...stored.data.subarray((height - 1) * width * 3).subarray(0, 3)]);
});

test("bytes that belong to no segment, and bytes after the end, are passed over", async () => {
  const plain = sampleNamed("4:2:0");
  const firstEnd = 4 + plain[5]!;
  const padded = joinBytes([
    plain.subarray(0, firstEnd),
    Uint8Array.of(1, 2, 3),
    plain.subarray(firstEnd),
    Uint8Array.of(9),
  ]);
  assert.equal([...(await decodePicture(padded)).data], [...(await decodePicture(plain)).data]);
  const png = writePng(1, 1, [7], { colorType: 0, depth: 8 });
  assert.equal([...(await decodePicture(joinBytes([png, png]))).data], [7, 7, 7]);
});

const notPictures: readonly (readonly [content: string, found: string])[] = [
  ["", "an empty file"],
  ["hello, world", "text"],
  ["GIF89a....", "a GIF"],
  ["<!DOCTYPE html>", "an HTML page"],
  ["\x01\x02\x03\xff", "a file that starts with 01 02 03 ff"],
];
for (const [content, found] of notPictures) {
  test(`${found} is refused by name`, async () => {
    const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    const error = await rejection(decodePicture(bytes, { file: "cats/é 1.jpg" }));
    assert.instance(error, DecodeError);
    assert.is(error.message, `cats/é 1.jpg: expected a JPEG, PNG or WebP picture, found ${found}`);
  });
}

test("a picture above the limit is refused by its header alone", async () => {
  const png = writePng(3, 2, [1, 2, 3, 4, 5, 6], { colorType: 0, depth: 8 });
  new DataView(png.buffer).setUint32(16, 2 ** 31 - 1);
  const error = await rejection(decodePicture(withChecksums(png), { file: "bomb.png" }));
  assert.match(
    error.message,
    "bomb.png: expected at most 64000000 pixels (maximumPixels), the header says 2147483647 x 2",
  );
  const jpeg = sampleNamed("4:4:4");
  assert.match((await rejection(decodePicture(jpeg, { maximumPixels: 246 }))).message, "19 x 13 = 247 pixels");
  assert.is((await decodePicture(jpeg, { maximumPixels: 247 })).width, 19);
});

const wholeFiles: readonly Uint8Array[] = [
  ...jpegSamples.map(({ file }) => bytesOf(file)),
  writePng(9, 7, [...patterned(9, 7).data], { colorType: 2, depth: 8 }),
  writePng(9, 7, [...patterned(9, 7).data], { colorType: 2, depth: 8, interlaced: true }),
];

test("a file that is cut short anywhere is refused by name", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...wholeFiles),
      fc.double({ min: 0, max: 0.97, noNaN: true }),
      async (whole, part) => {
        const cut = whole.subarray(0, Math.floor(whole.length * part));
        const error = await rejection(decodePicture(cut, { file: "cut" }));
        assert.instance(error, DecodeError);
        assert.match(error.message, /^cut: /);
      },
    ),
    { numRuns: 300 },
  ));

test("a file with wrong bytes gives a picture or a DecodeError, never another error", () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...wholeFiles),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
      async (whole, changes) => {
        const wrong = Uint8Array.from(whole);
        for (const [place, value] of changes) wrong[place % wrong.length] = value;
        try {
          await decodePicture(wrong, { maximumPixels: 1e5 });
        } catch (error) {
          assert.instance(error, DecodeError);
        }
      },
    ),
    { numRuns: 500 },
  ));

test("the mask photographs decode", async () => {
  const root = "../shared/data/face-mask";
  const classes = await readdir(root).catch(() => []);
  if (classes.length === 0) console.log(`skipped: ${root} is not there`);
  let count = 0;
  for (const name of classes) {
    const files = (await readdir(`${root}/${name}`)).sort();
    // The command's own training reads all of them; here every 40th, and every PNG, will do.
    for (const file of files.filter((path, place) => place % 40 === 0 || path.endsWith(".png"))) {
      const path = `${root}/${name}/${file}`;
      const { width, height, data } = await decodePicture(await readFile(path), { file: path });
      assert.is(data.length, width * height * 3);
      count += 1;
    }
  }
  if (classes.length > 0) assert.ok(count > 80);
});

test.run();
