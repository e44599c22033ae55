// The page of docs/browser.md, built by its command: it says of a photograph what Node says of it.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Picture } from "../../src/data/picture.js";
import { preprocessInput } from "../../src/data/preprocess.js";
import { drawFace } from "../../src/data/sample/face.js";
import type { ClassProbability } from "../../src/jobs/classifier/classifierParts.js";
import { ImageClassifier } from "../../src/jobs/classifier/imageClassifier.js";
import { Dense } from "../../src/layers/dense.js";
import { GlobalAveragePooling2D } from "../../src/layers/globalPooling2D.js";
import { encodeNetwork } from "../../src/model/networkFile.js";
import { smallBase } from "../../src/models/smallBase.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { root, run } from "../support/command.js";
import { encodePng } from "../support/encodePng.js";
import { inPage } from "../support/page.js";
import { snippetsOf } from "../support/snippets.js";

const DOCUMENT = "docs/browser.md";
const classes = ["with_mask", "without_mask"];
const face = drawFace({ mask: true, seed: 7, size: 96 });

/** The picture as a file, as the page makes it. */
const fileOf = (picture: Picture): string => `new File([Uint8Array.from([${encodePng(picture).join()}])], "face.png")`;

/** A base and an untrained head. */
async function someModel(): Promise<Model> {
  const base = await smallBase();
  const pooled = new GlobalAveragePooling2D().apply(base.output);
  return new Model({
    inputs: base.input,
    outputs: new Dense({ units: 2, activation: "softmax", seed: 1 }).apply(pooled),
  });
}

function fileWith(model: Model): Buffer {
  const preprocessing = { mode: "minusOneToOne", resize: "bilinear" } as const;
  return Buffer.from(encodeNetwork(model, { classes, preprocessing, training: {} }));
}

/** What the command makes of the page in a project that linnet is installed in. */
async function builtSite(): Promise<[path: string, script: string][]> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-page-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/linnet"));
    writeFileSync(join(folder, "page.js"), snippetsOf(DOCUMENT, "js")[0]!);
    const command = snippetsOf(DOCUMENT, "sh")[0]!
      .trim()
      .replace("npx esbuild", join(root, "node_modules/.bin/esbuild"));
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
  const files = new Map<string, string | Buffer>([
    ...(await builtSite()),
    ["/linnet-model.safetensors", fileWith(model)],
  ]);
  await inPage({ tests: "the page of docs/browser.md", files }, async (tab) => {
    await tab.waitForFunction("globalThis.train !== undefined");
    assert.is(await tab.evaluate("crossOriginIsolated"), true);
    const found = (await tab.evaluate(`classify(${fileOf(face)})`)) as ClassProbability[];
    const { probability } = found.find(({ label }) => label === "with_mask")!;
    assert.ok(Math.abs(probability - expected!) < 1e-4, `${probability}, in Node ${expected}`);
  });
});

test("it trains on the base that the site serves, and offers the model", async () => {
  const base = readFileSync(join(root, "weights/linnet-base-0.35-96.safetensors"));
  const files = new Map<string, string | Buffer>([
    ...(await builtSite()),
    ["/linnet-model.safetensors", fileWith(await someModel())],
    ["/linnet-base-0.35-96.safetensors", base],
  ]);
  const faces = (mask: boolean) =>
    Array.from({ length: 5 }, (_, place) => fileOf(drawFace({ mask, seed: 2 * place + Number(mask), size: 48 })));
  await inPage({ tests: "training in the page of docs/browser.md", files }, async (tab) => {
    await tab.waitForFunction("globalThis.train !== undefined");
    const [download, kinds] = await Promise.all([
      tab.waitForEvent("download"),
      tab.evaluate(`(async () => {
        const kinds = new Set();
        const onEvent = ({ kind }) => kinds.add(kind);
        await train({ with_mask: [${faces(true)}], without_mask: [${faces(false)}] }, { onEvent });
        return [...kinds];
      })()`) as Promise<string[]>,
    ]);
    assert.ok(kinds.includes("dataset") && kinds.includes("step") && kinds.includes("epoch"), `${kinds}`);
    const classifier = await ImageClassifier.load(await download.path());
    assert.equal(classifier.labels, classes);
    await classifier.close();
  });
});

test.run();
