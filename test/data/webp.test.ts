import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture, readPictureHeader } from "../../src/data/index.js";
import { encodeWebp, extendWebp } from "../support/encodeWebp.js";
import { rejection } from "./support.js";

const [width, height] = [21, 13];
const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, index) =>
  index % 4 === 3 ? 255 - (index % 200) : (index * 5) % 256,
);
const rgb = [...rgba].filter((_, index) => index % 4 !== 3);
const lossless = await encodeWebp(rgba, width, height, true);
const lossy = await encodeWebp(
  rgba.map((value, index) => (index % 4 === 3 ? 255 : value >> 4)),
  width,
  height,
  false,
);

/** EXIF that says the photograph is to be turned by a quarter. */
const quarter = Uint8Array.of(...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);

test("a lossless WebP gives the pixels that were written, without alpha", async () => {
  const picture = await decodePicture(lossless);
  assert.equal([picture.width, picture.height], [width, height]);
  assert.equal([...picture.data], rgb);
});

test("a lossy WebP is near to them", async () => {
  const { data } = await decodePicture(lossy);
  const distance =
    Array.from(data).reduce((sum, value, index) => sum + Math.abs(value - (rgb[index]! >> 4)), 0) / data.length;
  assert.ok(distance < 8, `${distance}`);
});

test("its EXIF turns it, and the header has the size after the turn", async () => {
  const options = { width, height, flags: 8 };
  const named = Buffer.concat([Buffer.from("Exif\0\0"), quarter]);
  for (const body of [quarter, named]) {
    const turned = extendWebp(lossless, { ...options, chunks: [["EXIF", body]] });
    assert.equal(readPictureHeader(turned), { format: "webp", width: height, height: width });
    const picture = await decodePicture(turned);
    assert.equal([picture.width, picture.height], [height, width]);
    assert.equal([...picture.data.subarray((height - 1) * 3, height * 3)], rgb.slice(0, 3));
  }
});

test("one that is too large, cut short, animated without frames or without pixels is refused by name", async () => {
  const refused = async (bytes: Uint8Array, options: object = {}): Promise<string> =>
    (await rejection(decodePicture(bytes, { file: "a.webp", ...options }))).message;
  assert.match(await refused(lossless, { maximumPixels: 272 }), "a.webp: expected at most 272 pixels (maximumPixels)");
  assert.match(await refused(lossless.subarray(0, -20)), "a.webp: the WebP is cut short");
  const animated = extendWebp(lossless, { width, height, flags: 2, chunks: [] });
  assert.match(await refused(animated), "a.webp: the WebP is animated, and has no frames");
  const empty = lossless.slice();
  empty.set(Buffer.from("NONE"), 12);
  assert.match(await refused(empty), "a.webp: the WebP has no pixels");
  const corrupt = lossy.slice();
  corrupt.fill(255, 33, 40);
  assert.match(await refused(corrupt), /a\.webp: the WebP data is corrupt/);
});

test("HEIC and AVIF are refused by name in Node, with what to do", async () => {
  const ftyp = (brand: string): Buffer =>
    Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from(`ftyp${brand}\0\0\0\0`)]);
  const box = (name: string, body: Uint8Array): Buffer => {
    const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(name), body]);
    whole.writeUInt32BE(whole.length);
    return whole;
  };
  const size = (columns: number, rows: number): Buffer => {
    const body = Buffer.alloc(12);
    body.writeUInt32BE(columns, 4);
    body.writeUInt32BE(rows, 8);
    return box("ispe", body);
  };
  const photograph = (brand: string, ...properties: readonly Buffer[]): Buffer =>
    Buffer.concat([
      ftyp(brand),
      box("meta", Buffer.concat([Buffer.alloc(4), box("iprp", box("ipco", Buffer.concat(properties)))])),
    ]);
  const heic = photograph("heic", size(512, 512), size(4032, 3024), box("irot", Buffer.from([1])));
  const refused = await rejection(decodePicture(heic, { file: "a.heic" }));
  assert.match(refused.message, /^a\.heic: a HEIC photograph, for which there is no decoder here: save it as JPEG/);
  assert.equal(readPictureHeader(heic), { format: "heic", width: 3024, height: 4032 });
  const avif = await rejection(decodePicture(photograph("avif", size(9, 9)), { file: "a.avif" }));
  assert.match(avif.message, "a.avif: an AVIF picture, for which there is no decoder here");
  const large = await rejection(decodePicture(photograph("heic", size(60000, 60000)), { file: "a.heic" }));
  assert.match(large.message, "at most 64000000 pixels");
  assert.match((await rejection(decodePicture(ftyp("heic"), { file: "a.heic" }))).message, "says no size");
});

test.run();
