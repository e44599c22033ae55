// The page of docs/browser.md, built by its command: it says of a photograph what Node says of it.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { preprocessInput } from "../../src/data/preprocess.js";
import { drawFace } from "../../src/data/sample/face.js";
import { Dense } from "../../src/layers/dense.js";
import { GlobalAveragePooling2D } from "../../src/layers/globalAveragePooling2D.js";
import { encodeNetwork } from "../../src/model/networkFile.js";
import { smallBase } from "../../src/models/smallBase.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { root, run } from "../support/command.js";
import { encodePng } from "../support/encodePng.js";
import { inPage } from "../support/page.js";

const page = readFileSync(join(root, "docs/browser.md"), "utf8");
const classes = ["with_mask", "without_mask"];
const face = drawFace({ mask: true, seed: 7, size: 96 });

function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;
}

/** A base and an untrained head. */
async function someModel(): Promise<Model> {
  const base = await smallBase();
  const pooled = new GlobalAveragePooling2D().apply(base.output);
  return new Model({
    inputs: base.input,
    outputs: new Dense({ units: 2, activation: "softmax", seed: 1 }).apply(pooled),
  });
}

/** What the command makes of the page in a project that linnet is installed in. */
async function builtSite(): Promise<[path: string, script: string][]> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-page-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/linnet"));
    writeFileSync(join(folder, "page.js"), blockOf("js"));
    const command = blockOf("sh").trim().replace("npx esbuild", join(root, "node_modules/.bin/esbuild"));
    const { code, stderr } = await run("sh", ["-c", command], { cwd: folder });
    assert.is(code, 0, stderr);
    const site = join(folder, "site");
    return readdirSync(site).map((name) => [`/${name}`, readFileSync(join(site, name), "utf8")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("it gives the probabilities of Node, in threads that share memory", async () => {
  const model = await someModel();
  const [expected] = (await model.predict(Tensor.from(preprocessInput(face, "minusOneToOne"), [1, 96, 96, 3]))).values;
  await model.close();
  const file = encodeNetwork(model, {
    classes,
    preprocessing: { mode: "minusOneToOne", resize: "bilinear" },
    training: {},
  });
  const files = new Map<string, string | Buffer>([
    ...(await builtSite()),
    ["/linnet-model.safetensors", Buffer.from(file)],
  ]);
  await inPage({ tests: "the page of docs/browser.md", files }, async (tab) => {
    await tab.waitForFunction("globalThis.classify !== undefined");
    assert.is(await tab.evaluate("crossOriginIsolated"), true);
    const picture = `new File([Uint8Array.from([${encodePng(face).join()}])], "face.png")`;
    const found = (await tab.evaluate(`classify(${picture})`)) as { readonly with_mask: number };
    assert.ok(Math.abs(found.with_mask - expected!) < 1e-4, `${found.with_mask}, in Node ${expected}`);
  });
});

test.run();
