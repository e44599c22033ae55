import { test } from "uvu";
import * as assert from "uvu/assert";
import { readPictureHeader } from "../../src/data/index.js";
import { height, jpegSamples, width } from "./jpegSamples.js";
import { patterned } from "./support.js";
import { writePng } from "./writePng.js";

const png = writePng(9, 7, [...patterned(9, 7).data], { colorType: 2, depth: 8 });

test("the header gives format and size without the pixels", () => {
  assert.equal(readPictureHeader(png.subarray(0, 24)), { format: "png", width: 9, height: 7 });
  const jpeg = new Uint8Array(Buffer.from(jpegSamples[0]!.file, "base64"));
  assert.equal(readPictureHeader(jpeg), { format: "jpeg", width, height });
});

test("a photograph that is turned by EXIF has the size that it is seen with", () => {
  const tiffStart = Array.from("Exif\0\0II*\0", (letter) => letter.charCodeAt(0));
  const orientationSix = [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0];
  const body = [...tiffStart, ...orientationSix];
  const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
  const jpeg = Buffer.from(jpegSamples[0]!.file, "base64");
  const turned = Uint8Array.from([0xff, 0xd8, ...segment, ...jpeg.subarray(2)]);
  assert.equal(readPictureHeader(turned), { format: "jpeg", width: height, height: width });
});

test("what is no picture, or ends too early, is refused by name", () => {
  const text = Uint8Array.from("hello", (letter) => letter.charCodeAt(0));
  assert.throws(() => readPictureHeader(text, "a.jpg"), /a\.jpg: expected a JPEG, PNG or WebP picture, found text/);
  assert.throws(() => readPictureHeader(png.subarray(0, 20), "b.png"), /b\.png: the PNG is cut short/);
});

test.run();
