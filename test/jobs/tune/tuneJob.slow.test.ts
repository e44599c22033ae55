import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { tuneJob } from "../../../src/jobs/tune/tuneJob.js";
import { abortAt, ofKind, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("tune job");
let job: TinyJob;

test.before(async () => {
  job = await tinyJob("tune", 40);
});

test.after(() => job.remove());

test("the winner of the last rung has the held-out figure of a training with its configuration", async () => {
  const { events, control } = recordEvents();
  const options = { ...job.options, seed: 7, epochs: 3 };
  const tuned = await tuneJob(job.faces, { ...options, trials: 6 }, control);
  assert.equal(
    ofKind(events, "rung").map(({ rung }) => [rung.epochs, rung.trials.length]),
    [
      [1, 6],
      [3, 2],
    ],
  );
  assert.equal(tuned.winner, tuned.search.rungs[1]!.trials[0]);
  assert.equal(tuned.photographs, { training: 51, validation: 13, trainingSide: 64, heldOut: 16 });
  const trained = await trainJob(job.faces, { ...options, ...tuned.winner.candidate.configuration });
  assert.is(trained.heldOut.accuracy, tuned.heldOut!.accuracy);
  const again = await tuneJob(job.faces, { ...options, trials: 6 });
  assert.equal(again.search, tuned.search, "the same seed finds the same");
});

test("a signal ends the search with the best so far, and what is held out is not looked at", async () => {
  const { control } = abortAt((event) => event.kind === "rung");
  const tuned = await tuneJob(job.faces, { ...job.options, trials: 9, epochs: 9 }, control);
  assert.equal([tuned.search.interrupted, tuned.heldOut], [true, null]);
  assert.equal(tuned.winner, tuned.search.rungs.at(-1)!.trials[0]);
});

test("a search that was broken off, in any rung, goes on to the same results, and with its own options only", async () => {
  const options = { ...job.options, trials: 6, epochs: 3, seed: 7 };
  const whole = await tuneJob(job.faces, options);
  const file = job.file("tune.checkpoint.safetensors");
  for (const [done, place] of [
    [2, "trial 2"],
    [8, "trial 7"],
  ] as const) {
    const first = abortAt((event) => event.kind === "progress" && event.task === "trials" && event.done === done + 1);
    await tuneJob(job.faces, { ...options, checkpoint: { file } }, first.control);
    assert.equal(ofKind(first.events, "stopped"), [{ kind: "stopped", checkpoint: file, place, canGoOn: true }]);
    const other = await refusal(tuneJob(job.faces, { ...options, factor: 2, checkpoint: { file, resume: true } }));
    assert.match(other.message, /tune\.checkpoint\.safetensors: .*factor is 3 in the checkpoint, got 2/);
    const second = recordEvents();
    const tuned = await tuneJob(job.faces, { ...options, checkpoint: { file, resume: true } }, second.control);
    assert.equal(tuned.search, whole.search);
    assert.equal([tuned.winner, tuned.heldOut], [whole.winner, whole.heldOut]);
    assert.is(ofKind(second.events, "resume")[0]!.place, place);
    const epochs = ofKind(second.events, "progress").filter(({ task }) => task === "trials");
    assert.equal(epochs.at(-1)!.done, epochs.at(-1)!.total);
    assert.not.ok(existsSync(file), "it is removed when all is done");
  }
  const nothing = tuneJob(job.faces, { ...options, checkpoint: { file, resume: true } });
  assert.match((await refusal(nothing)).message, /^resume: there is no checkpoint .*tune\.checkpoint/);
});

test("a signal before the first trial leaves nothing", async () => {
  const { control } = abortAt((event) => event.kind === "dataset");
  assert.is(await refusal(tuneJob(job.faces, job.options, control)), control.signal!.reason);
});

test("a base without weights has no features to search on, which is said before any work", async () => {
  const { weights: _, ...options } = job.options;
  const { events, control } = recordEvents();
  assert.match(
    (await refusal(tuneJob(job.faces, { ...options, fromScratch: true }, control))).message,
    /^fromScratch: /,
  );
  assert.equal(events, []);
});

test.run();
