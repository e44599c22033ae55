// A folder that has changed since the training: nothing that was trained on is held out, whatever came into it.

import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { decodePicture } from "../../../src/data/decode.js";
import { resize } from "../../../src/data/resize.js";
import { drawFace } from "../../../src/data/sample/face.js";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import { recordedDataset } from "../../../src/jobs/dataset/recordedDataset.js";
import { pruneJob } from "../../../src/jobs/prune/pruneJob.js";
import { type Trained, trainJob } from "../../../src/jobs/train/trainJob.js";
import { encodePng } from "../../support/encodePng.js";
import { ofKind, onFewLayers, recordEvents, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("a folder that has changed");
/** New photographs of each class. */
const NEW = 6;
let job: TinyJob;
let model: string;
let trained: Trained;
let changed: string;

test.before(async () => {
  job = await tinyJob("changed", 15);
  model = job.file("model.safetensors");
  trained = await trainJob(job.faces, { ...(await onFewLayers(job)), output: model });
  changed = job.file("changed");
  cpSync(job.faces, changed, { recursive: true });
  for (const [place, name] of ["with_mask", "without_mask"].entries()) {
    for (let number = 0; number < NEW; number += 1) {
      const face = drawFace({ mask: place === 0, seed: 1000 + 2 * number + place, size: 48 });
      writeFileSync(join(changed, name, `a new ${number}.png`), encodePng(face));
    }
  }
  // Another name, and other pixels.
  renameSync(join(changed, "with_mask", "0.png"), join(changed, "with_mask", "renamed.png"));
  const copied = await decodePicture(readFileSync(trainedFiles()[0]!), {});
  mkdirSync(join(changed, "with_mask"), { recursive: true });
  writeFileSync(copyOf(), encodePng(resize(copied, { width: 40, height: 40 }, "antialias")));
});

test.after(() => job.remove());

/** What was trained on and lies in the folder under its own name, with a mask. */
function trainedFiles(): string[] {
  const { files, split } = trained.dataset;
  return Array.from(split.train, (index) => files[index]!).filter(
    (file) => /with_mask.[1-9]/.test(file) && !/without/.test(file),
  );
}

const copyOf = (): string => join(changed, "with_mask", "smaller.png");

test("prune holds out nothing that was trained on, and a smaller copy of it counts as trained on", async () => {
  const dataset = await recordedDataset(changed, trained.record, { threads: 1 });
  const held = new Set(Array.from(dataset.split.test, (index) => dataset.files[index]!));
  assert.not.ok(held.has(copyOf()));
  assert.is(held.size, trained.dataset.split.test.length + 2 * NEW);
  for (const index of trained.dataset.split.train) {
    const file = trained.dataset.files[index]!.replace(job.faces, changed);
    assert.not.ok(held.has(file), file);
  }
  const { events, control } = recordEvents();
  await pruneJob(model, changed, { sparsity: [0.5], epochs: 1, output: job.file("pruned") }, control);
  assert.is(ofKind(events, "dataset")[0]!.heldOut, held.size);
  assert.match(ofKind(events, "warning")[0]!.text, /^12 of the photographs had no part in the training/);
});

test("evaluate tells them apart", async () => {
  const classifier = await ImageClassifier.load(model);
  const { all, trainedOn, unseen } = await classifier.evaluate(changed);
  assert.is(all.photographs, 30 + 2 * NEW + 1);
  assert.is(trainedOn, trained.dataset.split.train.length + 1);
  assert.is(unseen!.photographs, all.photographs - trainedOn!);
  const { record, network } = classifier;
  const unknown = new ImageClassifier({ network, record: { ...record, training: {} } });
  assert.equal([(await unknown.evaluate(changed)).trainedOn, (await unknown.evaluate(changed)).unseen], [null, null]);
  await classifier.close();
});

test.run();
