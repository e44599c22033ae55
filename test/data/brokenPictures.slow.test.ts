// In headless Chromium: what createImageBitmap forgives is refused in a page too, and WebP is read.

import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture } from "../../src/data/index.js";
import { encodeWebp } from "../support/encodeWebp.js";
import { inPage } from "../support/page.js";
import { largestDifference } from "./support.js";
import { withChecksums, writePng } from "./writePng.js";

const program = `
  import { decodePicture } from "linnet";
  globalThis.decodeInPage = async (file, bytes, options) => {
    const warnings = [];
    try {
      const onWarning = (text) => warnings.push(text);
      const { width, height, data } = await decodePicture(Uint8Array.from(bytes), { file, onWarning, ...options });
      return { size: [width, height], data: [...data.subarray(0, 2000)], warnings };
    } catch (error) {
      return { error: error.message, name: error.name, warnings };
    }
  };
`;

interface PageResult {
  readonly size?: readonly [number, number];
  readonly data?: readonly number[];
  readonly error?: string;
  readonly name?: string;
  readonly warnings: readonly string[];
}

async function withPage(
  use: (decode: (file: string, bytes: Uint8Array, options?: object) => Promise<PageResult>) => Promise<void>,
): Promise<void> {
  const stdin = { contents: program, resolveDir: ".", sourcefile: "page.js" };
  const built = await build({ stdin, bundle: true, format: "esm", platform: "browser", write: false, tsconfigRaw: {} });
  const files = new Map([["/page.js", built.outputFiles[0]!.text]]);
  await inPage({ tests: "broken pictures in a page", files }, (page) =>
    use((file, bytes, options = {}) => {
      const call = `globalThis.decodeInPage(${JSON.stringify(file)}, [${bytes.join()}], ${JSON.stringify(options)})`;
      return page.evaluate(call) as Promise<PageResult>;
    }),
  );
}

test("a page refuses the files that Node refuses, in the same words", () =>
  withPage(async (decode) => {
    const folder = "test/golden/cases/pictures";
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(`${folder}/${file}`);
      // Node's libjpeg reads this one, which has all of its pixels.
      const expected = await decodePicture(bytes, { file }).catch((error: Error) => error.message);
      const found = await decode(file, bytes);
      if (typeof expected === "string") assert.equal([found.name, found.error], ["DecodeError", expected]);
      else assert.equal(found.size, [expected.width, expected.height], file);
    }
    const png = writePng(3, 2, [1, 2, 3, 4, 5, 6], { colorType: 0, depth: 8 });
    png[png.length - 20]! ^= 1;
    assert.match((await decode("a.png", png)).error!, "checksum of its IDAT");
    assert.match((await decode("a.png", withChecksums(png))).error!, /the PNG's pixels are damaged|cut short/);
  }));

test("a page reads a JPEG that is cut short, if that is allowed, with a warning", () =>
  withPage(async (decode) => {
    const cut = readFileSync("test/golden/cases/pictures/12-no-eoi.jpg").subarray(0, 6000);
    const found = await decode("cut.jpg", cut, { allowTruncated: true });
    assert.equal(found.size, [200, 150]);
    assert.match(found.warnings[0]!, "cut.jpg: the JPEG is cut short");
  }));

test("a page reads WebP as Node does, and says what to do with a HEIC", () =>
  withPage(async (decode) => {
    const rgba = Uint8ClampedArray.from({ length: 20 * 16 * 4 }, (_, index) => (index % 4 === 3 ? 255 : index & 0x7f));
    for (const isLossless of [true, false]) {
      const webp = await encodeWebp(rgba, 20, 16, isLossless);
      const { data } = await decodePicture(webp);
      assert.ok(largestDifference((await decode("a.webp", webp)).data!, data) <= 1);
    }
    const size = Buffer.from("\0\0\0\x14ispe\0\0\0\0\0\0\0\x08\0\0\0\x08", "latin1");
    const boxes = "\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x30meta\0\0\0\0\0\0\0\x24iprp\0\0\0\x1cipco";
    const heic = Buffer.concat([Buffer.from(boxes, "latin1"), size]);
    assert.match(
      (await decode("a.heic", heic)).error!,
      "a.heic: a HEIC photograph, for which there is no decoder here",
    );
  }));

test.run();
