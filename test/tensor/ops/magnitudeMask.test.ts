import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  keepMasked,
  magnitudeMask,
  type PruningSchedule,
  prunesAt,
  sparsityAt,
} from "../../../src/tensor/ops/magnitudeMask.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";

const schedule: PruningSchedule = {
  initialSparsity: 0.2,
  finalSparsity: 0.8,
  beginStep: 10,
  endStep: 50,
  frequency: 15,
  power: 3,
};

const row = (...values: number[]): Tensor => Tensor.from(Float32Array.from(values), [values.length]);
const at = (step: number): Tensor => Tensor.from(Float32Array.of(step), []);
const ones = (length: number): Tensor => Tensor.from(new Float32Array(length).fill(1), [length]);

test("the sparsity goes from the first to the last along the polynomial of the paper", () => {
  assert.is(sparsityAt(schedule, 10).toFixed(6), (0.2).toFixed(6));
  assert.is(sparsityAt(schedule, 30).toFixed(6), (0.8 - 0.6 / 8).toFixed(6));
  assert.is(sparsityAt(schedule, 40).toFixed(6), (0.8 - 0.6 / 64).toFixed(6));
  assert.is(sparsityAt(schedule, 50), 0.8);
  assert.is(sparsityAt(schedule, 90), 0.8);
  assert.is(sparsityAt({ ...schedule, power: 1 }, 30).toFixed(6), (0.5).toFixed(6), "a straight line");
  assert.is(sparsityAt({ ...schedule, endStep: 10 }, 10), 0.8, "all at once");
});

test("masks change every so many steps, and in the last one", () => {
  const steps = [...Array(100).keys()].filter((step) => prunesAt(schedule, step));
  assert.equal(steps, [10, 25, 40, 50]);
});

test("a mask drops the smallest magnitudes, as many as the sparsity says, and the first of equal ones", () => {
  const weights = row(3, -1, 0.5, -4, 1, 2, -1, 6, 7, 8);
  const masked = (sparsity: number) =>
    magnitudeMask(weights, ones(10), at(50), { ...schedule, finalSparsity: sparsity }).toArray();
  assert.equal(masked(0), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  assert.equal(masked(0.1), [1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
  assert.equal(masked(0.3), [1, 0, 0, 1, 0, 1, 1, 1, 1, 1]);
  assert.equal(masked(0.8), [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
});

test("at every step of pruning the number of zeros is exactly that of the schedule", () => {
  const weights = randomTensor([333], "weights");
  let mask = ones(333);
  for (let step = 0; step < 60; step += 1) {
    const before = mask;
    mask = magnitudeMask(weights, before, at(step), schedule);
    const zeros = mask.values.filter((value) => value === 0).length;
    if (!prunesAt(schedule, step)) assert.equal(mask.values, before.values, `step ${step}`);
    else assert.is(zeros, Math.round(sparsityAt(schedule, step) * 333), `step ${step}`);
  }
});

test("what was pruned stays so, also before a weight that happens to be 0", () => {
  const mask = magnitudeMask(row(0, 0, 5, 0), row(1, 1, 1, 0), at(50), { ...schedule, finalSparsity: 0.5 });
  assert.equal(mask.toArray(), [0, 1, 1, 0]);
});

test("masked numbers are 0, and no -0", () => {
  const kept = keepMasked(row(-3, 2, -1), row(0, 1, 1));
  assert.equal(
    [...kept.values].map((value) => Object.is(value, -0)),
    [false, false, false],
  );
  assert.equal(kept.toArray(), [0, 2, -1]);
});

test.run();
