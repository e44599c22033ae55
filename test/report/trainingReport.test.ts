// The report of a training: true figures, names as text, and nothing that has to be loaded from elsewhere.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture } from "../../src/data/decode.js";
import { createPicture } from "../../src/data/picture.js";
import { type ExplainedPicture, heatOverlay } from "../../src/report/explainedPicture.js";
import { jpegDataUrl } from "../../src/report/jpegDataUrl.js";
import type { TrainingReport } from "../../src/report/reportData.js";
import { confusionSection } from "../../src/report/sections/confusion.js";
import { renderTrainingReport } from "../../src/report/trainingReport.js";

const picture = createPicture(16, 8, new Uint8Array(16 * 8 * 3).fill(100));
const HOSTILE = `<script>document.title='taken'</script>`;

function explained(truth: number, predicted: number): ExplainedPicture {
  const heat = { width: 2, height: 1, values: [0, 3] };
  return { file: `/photographs/${truth} & "${predicted}".jpg`, picture, truth, predicted, confidence: 0.75, heat };
}

const report: TrainingReport = {
  title: `Training on ${HOSTILE}`,
  classes: [HOSTILE, "without_mask"],
  history: { epochs: [0, 1], history: { loss: [0.7, 0.3], val_loss: [0.6, 0.4], accuracy: [0.5, 0.8] } },
  predictions: {
    truth: [0, 0, 0, 1, 1],
    predicted: [0, 0, 1, 1, 1],
    confidence: [0.95, 0.95, 0.75, 0.95, 0.95],
  },
  mistakes: [explained(0, 1)],
  right: [explained(1, 1)],
  split: { kind: "grouped", trainedOn: 20, randomSplit: "A random split would report 0.9999." },
  health: `unreadable: ${HOSTILE}`,
  run: {
    command: `linnet train '${HOSTILE}'`,
    finishedAt: new Date(Date.UTC(2026, 10, 25)),
    seconds: 12.34,
    facts: [["seed", "42"]],
  },
};

const html = await renderTrainingReport(report);

/** What stands between the heading of a section and the next section. */
function section(id: string): string {
  const start = html.indexOf(`<section id="${id}">`);
  assert.ok(start >= 0, id);
  return html.slice(start, html.indexOf("</section>", start));
}

test("of many classes the report tells the worst pairs, in place of a matrix wider than any page", async () => {
  const classes = Array.from({ length: 40 }, (_, label) => `class ${label}`);
  const truth = classes.map((_, label) => label);
  const predicted = truth.map((label) => (label < 35 ? (label + 1) % 40 : label));
  const predictions = { truth, predicted, confidence: truth.map(() => 0.9) };
  const { body } = await confusionSection({ classes, predictions });
  assert.not.match(body, /<svg/);
  assert.match(body, /<td>class 0<\/td><td>class 1<\/td><td>1<\/td>/);
  assert.match(body, /And 5 pairs more\./);
});

test("every section is there, and in the contents", () => {
  const ids = [...html.matchAll(/<section id="(\w+)"/g)].map((match) => match[1]!);
  const expected = [
    "accuracy",
    "curves",
    "confusion",
    "classes",
    "calibration",
    "mistakes",
    "right",
    "health",
    "repeat",
  ];
  assert.equal(ids, expected);
  for (const id of ids) assert.ok(html.includes(`<a href="#${id}">`), id);
});

test("its figures are those of the predictions", () => {
  assert.match(section("accuracy"), /0\.8000<\/span> of 5 held-out photographs are right, after training on 20/);
  assert.match(section("accuracy"), /Copies of one photograph are on one side.* A random split would report 0\.9999\./);
  assert.equal(
    [...section("confusion").matchAll(/>(\d+)<\/text>/g)].map((match) => match[1]),
    ["2", "1", "0", "2"],
  );
  assert.match(section("classes"), /without_mask<\/td><td>0\.6667<\/td><td>1\.0000<\/td><td>0\.8000<\/td><td>2</);
  // The bin of 0.75 is wrong, and that of 0.95 all right: (1 * 0.75 + 4 * 0.05) / 5.
  assert.match(section("calibration"), /Expected calibration error 0\.1900/);
  assert.match(section("mistakes"), /1 of 5 held-out photographs are taken for another class\./);
  assert.match(section("mistakes"), /without_mask \(75\.0 %\), labeled &lt;script&gt;/);
  assert.match(section("right"), /rightly without_mask/);
  for (const fact of ["2026-11-25T00:00:00.000Z", "12.3 s", "<td>seed</td><td>42</td>"])
    assert.ok(section("repeat").includes(fact), fact);
});

test("names are text, wherever they stand", () => {
  assert.not.match(html, /<script/i);
  assert.ok(section("mistakes").includes("/photographs/0 &amp; &quot;1&quot;.jpg"));
  for (const id of ["confusion", "classes", "mistakes", "health", "repeat"])
    assert.ok(section(id).includes("&lt;script&gt;"), id);
});

test("nothing in it is loaded from elsewhere", () => {
  const targets = [...html.matchAll(/\s(?:src|href|xlink:href)="([^"]*)"/g)].map((match) => match[1]!);
  assert.ok(targets.length > 10);
  for (const target of targets) assert.match(target, /^(#\w+$|data:image\/jpeg;base64,)/);
  assert.not.match(html, /@import|url\((?!#)|<link|<iframe|<object/);
});

test("without mistakes, health or a grouped split it says so", async () => {
  const predictions = { truth: [1], predicted: [1], confidence: [0.9] };
  const split = { kind: "random", trainedOn: 3, randomSplit: null } as const;
  const clean = await renderTrainingReport({ ...report, predictions, mistakes: [], health: null, split });
  assert.match(clean, /None of the 1 held-out photographs is taken for another class/);
  assert.match(clean, /Nothing was looked for, since the split is random/);
  assert.match(clean, /The split is random: copies of one photograph may be on both sides/);
});

test("heat leaves cold places as they are, and turns the hottest red", () => {
  const { data } = heatOverlay(explained(0, 1));
  assert.equal([...data.subarray(0, 3)], [100, 100, 100]);
  const hottest = [100 + 0.65 * 155, 100 - 0.65 * 100, 100 - 0.65 * 100].map(Math.round);
  assert.equal([...data.subarray(15 * 3, 16 * 3)], hottest);
  const cold = heatOverlay({ picture, heat: { width: 1, height: 1, values: [0] } });
  assert.equal(cold.data, picture.data);
});

test("a picture in an address is the picture", async () => {
  const [head, content] = jpegDataUrl(picture).split(",");
  assert.is(head, "data:image/jpeg;base64");
  const decoded = await decodePicture(Buffer.from(content!, "base64"));
  assert.equal([decoded.width, decoded.height], [16, 8]);
  for (const value of decoded.data) assert.ok(Math.abs(value - 100) < 4, String(value));
});

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

test("a browser without a network shows all of it, light and dark, as narrow as a phone", async () => {
  if (!existsSync(executablePath)) {
    console.log(`skipped: the report in a browser: ${executablePath} is not there`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "linnet-report-"));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const file = join(folder, "report.html");
    writeFileSync(file, html);
    const grounds: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const tab = await browser.newPage({ colorScheme, offline: true, viewport: { width: 360, height: 640 } });
      const addresses: string[] = [];
      tab.on("request", (request) => addresses.push(request.url()));
      await tab.goto(`file://${file}`);
      assert.equal(
        addresses.filter((address) => !address.startsWith("data:")),
        [`file://${file}`],
      );
      const seen = await tab.evaluate(() => ({
        title: document.title,
        ground: getComputedStyle(document.body).backgroundColor,
        width: document.documentElement.scrollWidth,
        broken: [...document.images].filter(({ naturalWidth }) => naturalWidth === 0).length,
        letters: [...document.querySelectorAll("svg text")].map((text) => getComputedStyle(text).fill),
        ink: getComputedStyle(document.body).color,
      }));
      assert.equal([seen.title, seen.width, seen.broken], [report.title, 360, 0]);
      assert.ok(seen.letters.includes(seen.ink), "charts are in the color of the text");
      grounds.push(seen.ground);
    }
    assert.equal(grounds, ["rgb(255, 255, 255)", "rgb(13, 17, 23)"]);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});

test.run();
