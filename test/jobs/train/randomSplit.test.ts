import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { onFewLayers, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("the figure of a random split");
let job: TinyJob;

test.before(async () => {
  job = await tinyJob("random-split", 20);
  for (let number = 0; number < 10; number += 1) {
    const file = (name: string): string => join(job.faces, "with_mask", name);
    copyFileSync(file(`${number}.png`), file(`copy ${number}.png`));
  }
});

test.after(() => job.remove());

test("it is that of a training with a random split, and none is guessed if no features were kept", async () => {
  const options = { ...(await onFewLayers(job)), hidden: 0, dropout: 0.2, epochs: 8 };
  const grouped = await trainJob(job.faces, options);
  const random = await trainJob(job.faces, { ...options, split: "random" });
  assert.is(random.randomSplit, null);
  assert.ok(grouped.randomSplit!.leaked > 0);
  assert.is(grouped.randomSplit!.accuracy, random.heldOut.accuracy);
  const augmented = await trainJob(job.faces, { ...options, epochs: 1, augment: true });
  assert.is(augmented.randomSplit!.accuracy, null);
});

test.run();
