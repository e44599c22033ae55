// The code of docs/own-models.md: as it stands, in strict TypeScript and in a page.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, input } from "../../src/layers/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Sequential } from "../../src/train/sequential.js";
import { root } from "../support/command.js";
import { inPage } from "../support/page.js";
import { runSnippets, snippetsOf } from "../support/snippets.js";

const DOCUMENT = "docs/own-models.md";

/** What each piece prints. */
const prints: readonly RegExp[] = [
  /\{ epochs: 5 \} \[ 20, 1 \]/,
  /^\d{4,6}\s*$/,
  /Float32Array\(4\) \[ 2, 2, 2, 2 \]/,
  /^torch \[ 16, 3, 3, 3 \] \d+\s*$/,
  /'loss',[\s\S]*'kind_loss',[\s\S]*'price_loss',[\s\S]*'kind_accuracy',[\s\S]*'learning_rate'[\s\S]*\[ 8, 2 \] \[ 8, 1 \]/,
];

test("its TypeScript is strict, and prints what it says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-own-"));
  try {
    await runSnippets(DOCUMENT, folder, prints);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("its page keeps a model, offers it, and predicts with it", async () => {
  const model = new Sequential([input({ shape: [3] }), new Dense({ units: 1, seed: 2 })]);
  const [expected] = (await model.predict(Tensor.from(Float32Array.of(1, 2, 3), [1, 3]))).values;
  await model.close();
  const { outputFiles } = await build({
    stdin: { contents: snippetsOf(DOCUMENT, "js")[0]!, resolveDir: root, sourcefile: "page.js" },
    alias: { linnet: join(root, "dist/browser/index.js") },
    outdir: "out",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const scripts = outputFiles.map(({ path, text }): [string, string] => [`/${path.split("/").pop()}`, text]);
  const files = new Map(scripts.map(([path, text]) => [path === "/stdin.js" ? "/page.js" : path, text]));
  await inPage({ tests: "the page of docs/own-models.md", files }, async (page) => {
    await page.waitForFunction("globalThis.priceOf !== undefined");
    const file = `new File([Uint8Array.from([${model.encode().join()}])], "price.safetensors")`;
    const [download] = await Promise.all([page.waitForEvent("download"), page.evaluate(`keep(${file})`)]);
    assert.equal(readFileSync(await download.path()), Buffer.from(model.encode()));
    const price = (await page.evaluate("priceOf([1, 2, 3])")) as number;
    assert.ok(Math.abs(price - expected!) < 1e-5, `${price}, in Node ${expected}`);
  });
});

test.run();
