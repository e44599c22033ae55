// Files that made memory of the process into pixels, or took gigabytes or minutes: what each gives now, and how soon.

import { existsSync, readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DecodeError, decodePicture, readPictureHeader } from "../../src/data/index.js";
import { rejection } from "./support.js";
import { chunk, pngOf, withChecksums, writePng } from "./writePng.js";

/** Width and height, or what the error says. */
const expected: { readonly [file: string]: readonly [number, number] | RegExp } = {
  "08-exif6-MM-long.jpg": [150, 200],
  "09-exif6.png": [150, 200],
  "10-bad-crc-idat.png": /damaged: the checksum of its IDAT chunk at byte 33 is wrong \(allowTruncated/,
  "11-no-iend.png": /cut short: it ends at byte 38049, before its IEND chunk \(allowTruncated/,
  "12-no-eoi.jpg": /cut short: it ends at byte 8124, before the marker of its end \(EOI\) \(allowTruncated/,
  "13-arithmetic.jpg": [200, 150],
  "full_1x40e6_grey.png": /at most 65535 rows and columns, the header says 1 x 40000000/,
  "full_1x4e6_grey.png": /at most 65535 rows and columns/,
  "full_2000x2000.png": [2000, 2000],
  "full_40e6x1_grey.png": /at most 65535 rows and columns/,
  "full_5000x8000_rgb.png": [5000, 8000],
  "grey1bit_interlaced_bomb_3GB.png": [8, 8],
  "half_the_rows.png": /asks for 200 bytes of pixels, it holds 100/,
  "hang1714.png": /at most 65535 rows/,
  "idat_after_iend_none.png": /has no pixels/,
  "ihdr2_bypass_grey_20000x20000.png": /second header/,
  "ihdr_0x5.png": /0 x 5 pixels/,
  "ihdr_60000x60000.png": /at most 64000000 pixels \(maximumPixels\)/,
  "ihdr_short.png": /header of 13 bytes, found 4/,
  "ihdr_twice_second_huge.png": /second header/,
  "j_h0.jpg": /64 x 0 pixels/,
  "j_hdr_6300.jpg": /6300 x 6300 pixels take 232854 bytes or more, its scans have 66/,
  "j_hdr_65500.jpg": /at most 64000000 pixels/,
  "j_prog_bomb_1000.jpg": /at most 51 scans, found 1001/,
  "j_prog_bomb_50.jpg": /damaged \(Inconsistent progression/,
  "j_two_sof.jpg": /second frame header/,
  "j_two_sof_rev.jpg": /second frame header/,
  "no_IDAT.png": /has no pixels/,
  "palette_missing.png": /a palette \(PLTE\), which it has not/,
  "palette_out_of_range.png": [8, 8],
  "plte_len_4.png": /palette of 1 to 256 colors/,
  "short_1x40e6_grey_one_row.png": /at most 65535 rows/,
  "short_32x380941_16bit.png": /at most 65535 rows/,
  "short_5000x8000_rgb_one_row.png": /asks for 120008000 bytes of pixels, it holds at most/,
  "short_empty_idat_5000x8000.png": /asks for 120008000 bytes of pixels/,
  "too_much_data_x2.png": [8, 8],
  "zTXt_bomb.png": [8, 8],
  "zbomb_32x32_2GB_in_IDAT.png": [32, 32],
  "zbomb_interlaced_32x32_1GB.png": [32, 32],
};

function pathOf(file: string): string | null {
  const folders = ["test/golden/cases/pictures", "../shared/cases/pictures"];
  return folders.map((folder) => `${folder}/${file}`).find(existsSync) ?? null;
}

for (const [file, outcome] of Object.entries(expected)) {
  test(`${file} gives ${outcome instanceof RegExp ? "a clear word" : "its picture"}, soon`, async () => {
    const path = pathOf(file);
    if (path === null) return console.log(`skipped: ${file}: it is large, and ../shared is not there`);
    const started = performance.now();
    const decoded = decodePicture(readFileSync(path), { file });
    if (outcome instanceof RegExp) {
      const error = await rejection(decoded);
      assert.instance(error, DecodeError);
      assert.match(error.message, outcome);
      assert.ok(error.message.startsWith(`${file}: `));
    } else {
      const { width, height, data } = await decoded;
      assert.equal([width, height, data.length], [...outcome, width * height * 3]);
    }
    assert.ok(performance.now() - started < 8000);
  });
}

/** A photograph of the size that a header announces, of one color: Adam7 or not. */
const gray = (width: number, height: number): Uint8Array =>
  writePng(
    width,
    height,
    Array.from({ length: width * height }, () => 200),
    { colorType: 0, depth: 8 },
  );

test("a phone's 48 megapixels are read, and maximumPixels sets another limit", async () => {
  const raw = new Uint8Array((8064 + 1) * 6048);
  const png = pngOf(8064, 6048, { colorType: 0, depth: 8 }, deflateSync(raw));
  assert.is((await decodePicture(png)).width, 8064);
  assert.match(
    (await rejection(decodePicture(png, { maximumPixels: 48e6 }))).message,
    "at most 48000000 pixels (maximumPixels)",
  );
});

test("what a file lacks is black, and a warning says so, if allowTruncated allows it", async () => {
  const whole = gray(8, 8);
  const warnings: string[] = [];
  const options = { file: "a.png", allowTruncated: true, onWarning: (text: string) => warnings.push(text) };
  const noEnd = await decodePicture(whole.subarray(0, -12), options);
  assert.ok(noEnd.data.every((value) => value === 200));
  const half = pngOf(8, 8, { colorType: 0, depth: 8 }, deflateSync(new Uint8Array(9 * 4).fill(0)));
  assert.ok((await decodePicture(half, options)).data.every((value) => value === 0));
  const wrong = whole.slice();
  wrong[wrong.length - 13]! ^= 1;
  assert.ok((await decodePicture(wrong, options)).data.every((value) => value === 200));
  assert.equal(
    warnings.map((text) => text.slice(0, 32)),
    ["a.png: the PNG is cut short: it ", "a.png: the PNG is cut short: its", "a.png: the PNG is damaged: the c"],
  );
  const jpeg = readFileSync("test/golden/cases/pictures/12-no-eoi.jpg");
  const cut = await decodePicture(jpeg.subarray(0, 4000), { ...options, file: "b.jpg" });
  assert.equal([cut.width, cut.height], [200, 150]);
  assert.match(warnings.at(-1)!, "b.jpg: the JPEG is cut short");
  assert.is(warnings.length, 4);
});

test("a bit that is flipped anywhere in a PNG is an error, never other pixels", async () => {
  const whole = gray(5, 4);
  const pixels = [...(await decodePicture(whole)).data];
  for (let bit = 64; bit < whole.length * 8; bit += 1) {
    const flipped = whole.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const decoded = await decodePicture(flipped).catch((error: unknown) => error);
    assert.instance(decoded, DecodeError, `bit ${bit}: ${pixels.length} values`);
  }
});

test("chunks in the wrong place are refused", async () => {
  const header = chunk("IHDR", Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0));
  const pixels = chunk("IDAT", deflateSync(Uint8Array.of(0, 7)));
  const end = chunk("IEND", new Uint8Array());
  const signature = gray(1, 1).subarray(0, 8);
  const refused = async (...parts: readonly Uint8Array[]): Promise<string> =>
    (await rejection(decodePicture(Buffer.concat([signature, ...parts])))).message;
  const comment = chunk("tEXt", Uint8Array.of(65, 0, 66));
  assert.match(await refused(comment, header, pixels, end), "does not begin with its header");
  assert.match(await refused(header, pixels, comment, pixels, end), "between those of its pixels");
  assert.match(
    await refused(header, pixels, chunk("PLTE", Uint8Array.of(1, 2, 3)), end),
    "palette (PLTE) in the wrong",
  );
  assert.match(await refused(header, chunk("CgBI", Uint8Array.of(1)), pixels, end), "knows its chunk CgBI");
  assert.match(await refused(chunk("IHDR", Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 3, 0, 0, 0, 0)), end), "no pixels");
  const odd = withChecksums(Buffer.concat([signature, header, pixels, end]));
  odd[24] = 3;
  assert.match((await rejection(decodePicture(withChecksums(odd)))).message, "color type 0 of 3 bits");
});

test("a row with a filter that there is not is refused", async () => {
  const png = pngOf(1, 1, { colorType: 0, depth: 8 }, deflateSync(Uint8Array.of(5, 7)));
  assert.match((await rejection(decodePicture(png))).message, "filter 5, there are 0 to 4");
});

test("unknown options are refused, with the spelling that was meant", async () => {
  const wrong = { maximum_pixels: 10 } as object;
  assert.match((await rejection(decodePicture(gray(1, 1), wrong))).message, "did you mean maximumPixels?");
  const text = "photograph.jpg" as unknown as Uint8Array;
  assert.match((await rejection(decodePicture(text))).message, "picture: expected the bytes of a picture's file, in a");
  assert.throws(() => readPictureHeader(text, "a.jpg"), /a\.jpg: expected the bytes/);
  assert.match(
    (await rejection(decodePicture(gray(1, 1), { maximumPixels: Number.NaN }))).message,
    "decodePicture: expected maximumPixels to be 1 or more, got NaN",
  );
});

test("the header of a photograph that is turned has the size that it is seen with", () => {
  const size = (file: string): readonly number[] => {
    const { width, height } = readPictureHeader(readFileSync(`test/golden/cases/pictures/${file}`), file);
    return [width, height];
  };
  assert.equal(size("08-exif6-MM-long.jpg"), [150, 200]);
});

test.run();
