// A bundle for Node, in pieces: what is loaded when it is first needed is found in it too.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { decodePicture } from "../../src/data/index.js";
import { jpegSamples } from "./jpegSamples.js";
import { decodeWithJpegJs, patterned } from "./support.js";
import { writePng } from "./writePng.js";

const requireOfNode = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

test("it decodes PNG and JPEG", async () => {
  const outdir = mkdtempSync(join(tmpdir(), "linnet-bundle-"));
  try {
    await build({
      entryPoints: ["src/data/index.ts"],
      outdir,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      banner: { js: requireOfNode },
    });
    const bundled: { decodePicture: typeof decodePicture } = await import(`${pathToFileURL(outdir)}/index.mjs`);
    const picture = patterned(9, 7);
    const png = await bundled.decodePicture(writePng(9, 7, [...picture.data], { colorType: 2, depth: 8 }));
    assert.equal([...png.data], [...picture.data]);
    // No package is beside the bundle, and so no mozjpeg.
    const jpeg = new Uint8Array(Buffer.from(jpegSamples[0]!.file, "base64"));
    assert.equal(await bundled.decodePicture(jpeg), decodeWithJpegJs(jpeg));
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test.run();
