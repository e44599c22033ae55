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
