// Jobs that are told what they do not know, or what is beyond their range: refused by name, before any work.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ImageClassifier } from "../../src/jobs/classifier/imageClassifier.js";
import { auditJob, classifyPictures, evaluateJob, pruneJob, trainJob, tuneJob } from "../../src/jobs/index.js";
import { openSample } from "../../src/jobs/sample/drawnFaces.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { refusal } from "../support/tinyJob.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-refused-"));
test.after(() => rmSync(folder, { recursive: true }));

/** Any value, as JavaScript hands it over. */
const given = (value: unknown): never => value as never;

const cases: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
  [
    "a snake_case name",
    () => trainJob(folder, given({ batch_size: 3 })),
    /^trainJob: unknown option batch_size: did you/,
  ],
  [
    "another library's word",
    () => trainJob(folder, given({ lr: 3 })),
    /unknown option lr: did you mean learningRate\?/,
  ],
  ["options that are none", () => trainJob(folder, given(null)), /^trainJob: expected an object of options, got null/],
  ["a text for a number", () => trainJob(folder, given({ epochs: "3" })), /expected epochs to be a number, got "3"/],
  [
    "a batch beyond memory",
    () => trainJob(folder, { batchSize: 999999999 }),
    /^batchSize: .* from 1 to 16384, got 999999999/,
  ],
  [
    "a layer beyond memory",
    () => trainJob(folder, { hidden: 1e9 }),
    /^hidden: expected a whole number from 0 to 16384/,
  ],
  [
    "a picture beyond memory",
    () => trainJob(folder, { size: 20000 }),
    /^size: expected a whole number from 32 to 1024/,
  ],
  [
    "threads beyond reason",
    () => trainJob(folder, { threads: 9999 }),
    /^threads: expected a whole number from 0 to 256/,
  ],
  ["epochs without end", () => trainJob(folder, { epochs: 1e9 }), /^epochs: expected a whole number from 1 to 1000000/],
  [
    "NaN",
    () => trainJob(folder, { learningRate: Number.NaN }),
    /^learningRate: expected a number from 0 to 1000000, got NaN/,
  ],
  [
    "an unknown optimizer",
    () => trainJob(folder, { optimizer: given("adma") }),
    /^optimizer: expected one of adam, adamw/,
  ],
  [
    "an unknown schedule",
    () => tuneJob(folder, { schedule: given("step") }),
    /^schedule: expected one of inverse-time/,
  ],
  [
    "a checkpoint's option",
    () => trainJob(folder, { checkpoint: given({ file: "c", every: 3 }) }),
    /^checkpoint: unknown/,
  ],
  ["a control's option", () => trainJob(folder, {}, given({ onevent: () => {} })), /unknown option onevent: .*onEvent/],
  ["an output of a search", () => tuneJob(folder, given({ output: "m" })), /^tuneJob: unknown option output/],
  [
    "sparsities that fall",
    () => pruneJob("m", folder, { output: "p", sparsity: [0.8, 0.5] }),
    /^sparsity: expected rising/,
  ],
  ["no output", () => pruneJob("m", folder, given({})), /^output: expected where the models go, got undefined/],
  ["an audit's option", () => auditJob(folder, given({ test_size: 0.2 })), /test_size: did you mean testSize\?/],
  ["photographs that are none", () => auditJob(given(3)), /expected a folder of photographs.* got 3/],
  ["a control that is none", () => openSample(given({ on: 1 })), /^openSample: unknown option on/],
  ["no network", () => classifyPictures(given(null), []), /^classifyPictures: expected a network .*, got null/],
  ["no network to evaluate", () => evaluateJob(given({}), folder), /^evaluateJob: expected a network .*, got \{\}/],
  [
    "a classifier's option",
    () => ImageClassifier.load("m", given({ device: "gpu" })),
    /^ImageClassifier\.load: unknown/,
  ],
  [
    "a training's option",
    () => ImageClassifier.train(folder, given({ validation_split: 1 })),
    /^ImageClassifier\.train: unkn/,
  ],
  [
    "a classifier of nothing",
    async () => new ImageClassifier(given(undefined)),
    /^ImageClassifier: expected a network/,
  ],
];

for (const [what, work, message] of cases) {
  test(`${what} is refused by name`, async () => {
    const error = await refusal(work());
    assert.instance(error, LinnetError);
    assert.match(error.message, message);
    assert.equal(readdirSync(folder), []);
  });
}

test.run();
