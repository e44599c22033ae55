import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { type TrainSettings, trainDefaults } from "../../../src/jobs/train/options.js";
import { compareScores, headTrial, type Objective } from "../../../src/jobs/tune/headTrial.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";

const options: TrainSettings = {
  ...trainDefaults,
  epochs: 8,
  batchSize: 8,
  learningRate: 0.05,
  schedule: "cosine",
  hidden: 8,
  dropout: 0.2,
  seed: 3,
  backend: "reference",
};

/** Rows of 6 numbers, whose class is the sign of the first. */
function examples(count: number, key: string) {
  const x = randomTensor([count, 6], key);
  const y = new Float32Array(2 * count);
  for (let row = 0; row < count; row += 1) y[2 * row + (x.values[6 * row]! > 0 ? 1 : 0)] = 1;
  return { x, y: Tensor.from(y, [count, 2]) };
}

const data = {
  training: examples(64, "trained on"),
  validation: examples(32, "measured on"),
  backend: referenceBackend,
  signal: new AbortController().signal,
  callbacks: [],
};

test("a trial goes on where it was: in two parts it is the same as in one", async () => {
  const whole = await (await headTrial({ ...data, options }))({ from: 0, to: 8 });
  assert.ok(whole.accuracy > 0.9, `accuracy ${whole.accuracy}`);
  const train = await headTrial({ ...data, options });
  const early = await train({ from: 0, to: 2 });
  assert.equal(await train({ from: 2, to: 8 }), whole);
  assert.ok(early.loss > whole.loss);
});

test("a head that diverges is worse than all others, and stops no search", async () => {
  const train = await headTrial({ ...data, options: { ...options, learningRate: 1e38 } });
  const diverged = await train({ from: 0, to: 8 });
  assert.equal(diverged, { accuracy: 0, loss: Number.POSITIVE_INFINITY });
  for (const compare of Object.values(compareScores)) {
    assert.is(compare(diverged, { accuracy: 0, loss: 100 }), 1);
    assert.is(compare(diverged, { ...diverged }), 0);
  }
});

test("scores are ranked by the objective, equal ones by the other figure", () => {
  const scores = [
    { accuracy: 0.9, loss: 0.2 },
    { accuracy: 0.95, loss: 0.9 },
    { accuracy: 0.9, loss: 0.1 },
    { accuracy: 0.7, loss: 0.1 },
  ];
  const ranked = (objective: Objective) =>
    [...scores].sort(compareScores[objective]).map((score) => scores.indexOf(score));
  assert.equal(ranked("accuracy"), [1, 2, 0, 3]);
  assert.equal(ranked("loss"), [2, 3, 0, 1]);
});

test.run();
