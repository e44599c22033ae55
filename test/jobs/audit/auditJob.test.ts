import { writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { auditJob } from "../../../src/jobs/audit/auditJob.js";
import { mobileNetV2 } from "../../../src/models/mobilenetv2.js";
import { recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("audit job");
let job: TinyJob;

test.before(async () => {
  job = await tinyJob("audit", 2);
});

test.after(() => job.remove());

test("by features, photographs are the same where the network sees no difference", async () => {
  const full = job.file("full.safetensors");
  writeFileSync(full, writeSafetensors(mobileNetV2({ includeTop: false, folded: true, seed: 1 }).getWeights()));
  const { events, control } = recordEvents();
  assert.is((await auditJob(job.faces, {}, control)).nearDuplicates.length, 0);
  assert.ok(events.length > 0);
  assert.is((await auditJob(job.faces, { weights: full })).nearDuplicates[0]?.length, 4);
  const wrong = await refusal(auditJob(job.faces, { weights: job.weights }));
  assert.match(wrong.message, /weights\.safetensors: does not fit model/);
});

test("what is no folder is named", async () => {
  assert.match((await refusal(auditJob(job.file("nowhere")))).message, /nowhere: expected a folder of classes/);
});

test.run();
