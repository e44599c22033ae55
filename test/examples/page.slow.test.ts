// The page of examples/page, as a static server has it: it trains on files that are chosen, classifies another, and saves.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawFace } from "../../src/data/sample/face.js";
import { ImageClassifier } from "../../src/jobs/classifier/imageClassifier.js";
import { root } from "../support/command.js";
import { encodePng } from "../support/encodePng.js";
import { inPage, type SiteFiles } from "../support/page.js";

const test = suite("examples/page");
const html = readFileSync(join(root, "examples/page/index.html"), "utf8");

const dist: SiteFiles = new Map(
  ["linnet.browser.js", ...readdirSync(join(root, "dist/vendor")).map((name) => `vendor/${name}`)]
    .concat("weights/linnet-base-0.35-96.safetensors")
    .map((path) => [`/dist/${path}`, readFileSync(join(root, "dist", path))]),
);

const face = (mask: boolean, seed: number) => ({
  name: `face-${seed}.png`,
  mimeType: "image/png",
  buffer: Buffer.from(encodePng(drawFace({ mask, seed, size: 96 }))),
});
const faces = (mask: boolean, count: number) =>
  Array.from({ length: count }, (_, place) => face(mask, 2 * place + Number(mask)));

const textOf = (page: Page, name: string): Promise<string> => page.evaluate(`document.getElementById("${name}").value`);

/** Chooses photographs, and waits until linnet is there. */
async function choose(page: Page, count: number): Promise<void> {
  await page.waitForFunction("train.onclick !== null");
  await page.setInputFiles("#files0", faces(true, count));
  await page.setInputFiles("#files1", faces(false, count));
}

// No headers: nothing but what every static server gives.
const options = { files: dist, html, headers: {} };

test("it fits 30 lines of 110 columns", () => {
  const lines = html.trimEnd().split("\n");
  assert.ok(lines.length <= 30, `${lines.length} lines`);
  for (const line of lines) assert.ok(line.length <= 110, line);
});

test("it trains, says what a photograph shows, and saves a model that Node opens", async () => {
  const warnings: string[] = [];
  const tests = "training in examples/page";
  await inPage({ ...options, tests, onWarning: (text) => warnings.push(text) }, async (page) => {
    await choose(page, 20);
    await page.click("#train");
    await page.waitForFunction("!train.disabled");
    assert.match(await textOf(page, "state"), /^Epoch 20: accuracy [01]\.\d{3}$/);
    const asked = face(true, 1001);
    await page.setInputFiles("#photograph", asked);
    await page.waitForFunction("answer.value.includes('0.')");
    if (process.env.LINNET_SCREENSHOT) await page.screenshot({ path: process.env.LINNET_SCREENSHOT });
    const answer = await textOf(page, "answer");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
    assert.is(download.suggestedFilename(), "classifier.safetensors");
    const classifier = await ImageClassifier.load(await download.path());
    const classes = await classifier.classify(asked.buffer);
    await classifier.close();
    assert.is(classes[0]!.label, "with a mask");
    const inNode = classes.map(({ label, probability }) => `${label}: ${probability.toFixed(3)}`).join(", ");
    assert.is(answer, inNode);
    assert.is(warnings.length, 1, warnings.join("\n"));
    assert.match(warnings[0]!, /one thread: there is no SharedArrayBuffer without cross-origin isolation/);
  });
});

test("Stop ends the training, and leaves a model as good as it has become", async () => {
  await inPage({ ...options, tests: "Stop in examples/page" }, async (page) => {
    await choose(page, 20);
    // As soon as an epoch is told.
    await page.evaluate(`new MutationObserver(() => end.click())
      .observe(state, { childList: true, characterData: true, subtree: true })`);
    await page.click("#train");
    await page.waitForFunction("!photograph.disabled");
    assert.match(await textOf(page, "state"), /^Epoch [1-5]: /);
    await page.setInputFiles("#photograph", face(false, 1001));
    await page.waitForFunction("answer.value.includes('0.')");
  });
});

test("the page says what is wrong", async () => {
  await inPage({ ...options, tests: "errors in examples/page" }, async (page) => {
    await choose(page, 0);
    await page.click("#train");
    await page.waitForFunction("state.value.includes('class')");
    assert.match(await textOf(page, "state"), /expected a picture or more of class "with a mask", got none/);
  });
});

test("where the small base is not served, the page says so", async () => {
  const files = new Map([...dist].filter(([path]) => !path.startsWith("/dist/weights")));
  await inPage({ ...options, files, tests: "a missing base in examples/page" }, async (page) => {
    await choose(page, 2);
    await page.click("#train");
    await page.waitForFunction("state.value.includes('base')");
    const said =
      /weights\/linnet-base-0\.35-96\.safetensors: the small base could not be read \(.* 404 .*\); a page has to serve/;
    assert.match(await textOf(page, "state"), said);
  });
});

test("in a page a base that has no weights of its own is refused, without naming a folder", async () => {
  await inPage({ ...options, tests: "bases in a page" }, async (page) => {
    const imported = `import("../../dist/linnet.browser.js")`;
    const training = `${imported}.then(({ ImageClassifier }) => ImageClassifier.train({}, { base: "mobilenetv1" }))`;
    const message = await page.evaluate(`${training}.catch((error) => error.message)`);
    assert.is(message, "weights are downloaded by Node alone: a page gives the address of a file as its weights");
  });
});

test.run();
