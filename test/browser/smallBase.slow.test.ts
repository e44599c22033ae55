// The base that ships with the package, in a page: where its weights are served, its features are those of Node.

import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { smallBase } from "../../src/models/smallBase.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { inPage } from "../support/page.js";

const pixels = Float32Array.from({ length: 96 * 96 * 3 }, (_, index) => Math.sin(index * 12.9898));

const program = `
  import { smallBase, Tensor } from "linnet";
  globalThis.features = async (pixels) => {
    const base = await smallBase({ file: "/served/base.safetensors" });
    const { values } = await base.predict(Tensor.from(Float32Array.from(pixels), [1, 96, 96, 3]));
    return { values: [...values], how: base.describeBackend() };
  };
`;

async function siteFiles(): Promise<Map<string, string | Buffer>> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ".", sourcefile: "page.js" },
    tsconfigRaw: {},
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const scripts = outputFiles.map(({ path, text }): [string, string] => [`/${path.split("/").pop()}`, text]);
  const renamed = new Map(scripts.map(([path, text]) => [path === "/stdin.js" ? "/page.js" : path, text]));
  const weights = readFileSync(new URL("../../weights/linnet-base-0.35-96.safetensors", import.meta.url));
  return new Map<string, string | Buffer>([...renamed, ["/served/base.safetensors", weights]]);
}

test("it gives the features of Node, on its workers", async () => {
  const base = await smallBase();
  const expected = (await base.predict(Tensor.from(pixels, [1, 96, 96, 3]))).values;
  await base.close();
  await inPage({ tests: "the small base in a page", files: await siteFiles() }, async (page) => {
    await page.waitForFunction("globalThis.features !== undefined");
    const { values, how } = (await page.evaluate(`features([${pixels.join()}])`)) as { values: number[]; how: string };
    assert.match(how, /threads in workers/);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    values.forEach((value, index) => assert.ok(Math.abs(value - expected[index]!) < 1e-4 * largest));
  });
});

test.run();
