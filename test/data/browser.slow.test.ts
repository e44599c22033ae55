// The bundle for a page, in headless Chromium: the pixels of jpeg-js and of the PNG, also in a page's worker threads.

import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readFilesFixture } from "../support/packedFiles.js";
import { inPage } from "../support/page.js";
import { jpegSamples } from "./jpegSamples.js";
import { decodeWithJpegJs, patterned } from "./support.js";
import { writePng } from "./writePng.js";

const program = `
  import { decodePicture, openImageLoader } from "linnet";
  globalThis.decodeInPage = async (files) => {
    const blobs = files.map((file) => new Blob([Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))]));
    const decoded = [];
    for (const blob of blobs) decoded.push([...(await decodePicture(new Uint8Array(await blob.arrayBuffer()))).data]);
    const loader = openImageLoader({ sources: blobs, size: { width: 4, height: 4 }, threads: 2, preprocess: "none" });
    const threaded = [];
    for await (const { images } of loader.batches()) threaded.push(...images);
    await loader.close();
    const local = [];
    const alone = openImageLoader({ sources: blobs, size: { width: 4, height: 4 }, threads: 0, preprocess: "none" });
    for await (const { images } of alone.batches()) local.push(...images);
    return { decoded, threaded, local };
  };
`;

interface PageResult {
  readonly decoded: readonly (readonly number[])[];
  readonly threaded: readonly number[];
  readonly local: readonly number[];
}

async function bundle(): Promise<Map<string, string>> {
  const options = {
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    tsconfigRaw: {},
  } as const;
  const page = await build({ ...options, stdin: { contents: program, resolveDir: ".", sourcefile: "page.js" } });
  return new Map([["/page.js", page.outputFiles[0]!.text]]);
}

test("a page decodes to the same pixels, with and without threads", async () => {
  const picture = patterned(9, 7);
  const png = writePng(9, 7, [...picture.data], { colorType: 2, depth: 8, interlaced: true });
  const jpegs = jpegSamples.map(({ file }) => file);
  const arithmetic = readFilesFixture("arithmeticJpegs") as readonly {
    readonly file: string;
    readonly huffman: string;
  }[];
  const coded = arithmetic.filter((_, index) => index < 10);
  const files = [...jpegs, ...coded.map(({ file }) => file), Buffer.from(png).toString("base64")];
  const huffman = [...jpegs, ...coded.map(({ huffman }) => huffman)];
  const expected = [...huffman.map((file) => decodeWithJpegJs(Buffer.from(file, "base64"))), picture];
  await inPage({ tests: "decoding in a page", files: await bundle() }, async (page) => {
    const call = `globalThis.decodeInPage(${JSON.stringify(files)})`;
    const result = (await page.evaluate(call)) as PageResult;
    for (const [place, { data }] of expected.entries()) assert.equal(result.decoded[place], [...data], `file ${place}`);
    assert.is(result.threaded.length, files.length * 48);
    assert.equal(result.threaded, result.local);
  });
});

test.run();
