import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture } from "../../../src/data/index.js";
import { readJpegHeader } from "../../../src/data/jpeg/header.js";
import { decodeWithJpegJs } from "../../../src/data/jpeg/jpegJs.js";
import type { Picture } from "../../../src/data/picture.js";
import { decodeWithMozjpeg } from "../../../src/platform/nodeJpeg.js";
import { height, jpegSamples, width } from "../jpegSamples.js";
import { largestDifference, rejection } from "../support.js";

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

function assertSize(picture: Picture): void {
  assert.equal([picture.width, picture.height], [width, height]);
}

function meanDifference({ data }: Picture, expected: Uint8Array): number {
  return expected.reduce((sum, value, index) => sum + Math.abs(value - data[index]!), 0) / expected.length;
}

for (const { name, file, pixels } of jpegSamples) {
  const [bytes, expected] = [bytesOf(file), bytesOf(pixels)];
  const header = readJpegHeader(bytes, name);

  test(`${name}: jpeg-js's pixels are Pillow's, within the rounding of the transform`, () => {
    const picture = decodeWithJpegJs(bytes, header);
    assertSize(picture);
    assert.ok(largestDifference(picture.data, expected) <= 3);
    assert.ok(meanDifference(picture, expected) < 0.5);
  });

  test(`${name}: mozjpeg's pixels are Pillow's, where it is asked`, async () => {
    const picture = await decodePicture(bytes);
    assertSize(picture);
    const isFourfold = header.color === "cmyk" || header.color === "ycck";
    const allowed = isFourfold ? 3 : 1;
    assert.ok(largestDifference(picture.data, expected) <= allowed);
    assert.ok(meanDifference(picture, expected) < 0.5);
    assert.is((await decodeWithMozjpeg(bytes)) === null, isFourfold);
  });
}

test("mozjpeg warns of a file that is cut short or corrupt, and goes on with the next file", async () => {
  const whole = bytesOf(jpegSamples[0]!.file);
  const { scanStart } = readJpegHeader(whole, "whole");
  const corrupt = whole.slice();
  corrupt.fill(0xff, scanStart + 20, scanStart + 40);
  for (const broken of [whole.subarray(0, scanStart + 30), whole.subarray(0, 100), corrupt]) {
    const { warnings = [] } = (await decodeWithMozjpeg(broken)) ?? {};
    assert.match(warnings[0] ?? "nothing", /Premature end|Corrupt JPEG data|nothing/);
    assert.equal((await decodeWithMozjpeg(whole))!.warnings, []);
    await rejection(decodePicture(broken));
  }
});

test.run();
