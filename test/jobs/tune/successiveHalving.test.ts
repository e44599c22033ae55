import { test } from "uvu";
import * as assert from "uvu/assert";
import { planRungs, type Span, successiveHalving, totalEpochs } from "../../../src/jobs/tune/successiveHalving.js";

const compare = (first: number, second: number): number => first - second;

/** A candidate's loss, which falls towards its own limit: slowly for those with a high rate of delay. */
interface Curve {
  readonly limit: number;
  readonly delay: number;
}

const lossAt = ({ limit, delay }: Curve, epochs: number): number => limit + delay / epochs;

test("rungs leave an epoch for the first and a candidate for the last", () => {
  const shape = (trials: number, epochs: number, factor?: number) =>
    planRungs({ trials, epochs, ...(factor !== undefined && { factor }) }).map((rung) => [rung.trials, rung.epochs]);
  assert.equal(shape(27, 20), [
    [27, 2],
    [9, 7],
    [3, 20],
  ]);
  assert.equal(shape(8, 8, 2), [
    [8, 1],
    [4, 2],
    [2, 4],
    [1, 8],
  ]);
  assert.equal(shape(5, 100), [
    [5, 33],
    [1, 100],
  ]);
  assert.equal(shape(2, 100), [[2, 100]]);
  assert.equal(shape(50, 1), [[50, 1]]);
  assert.is(totalEpochs(planRungs({ trials: 27, epochs: 20 })), 27 * 2 + 9 * 5 + 3 * 13);
});

test("the best of a synthetic objective wins, trained to the end, and nobody is trained twice over an epoch", async () => {
  const candidates: Curve[] = Array.from({ length: 27 }, (_, index) => ({ limit: ((index * 7) % 27) + 1, delay: 2 }));
  const spans = new Map<Curve, Span[]>();
  const told: number[] = [];
  const { rungs, best, interrupted } = await successiveHalving({
    candidates,
    epochs: 9,
    onRung: ({ epochs }) => told.push(epochs),
    train: async (candidate, span) => {
      spans.set(candidate, [...(spans.get(candidate) ?? []), span]);
      return lossAt(candidate, span.to);
    },
    compare,
  });
  assert.is(interrupted, false);
  assert.equal(told, [1, 3, 9]);
  assert.equal(best, { candidate: { limit: 1, delay: 2 }, result: lossAt({ limit: 1, delay: 2 }, 9) });
  assert.equal(
    rungs.map(({ epochs, trials }) => [epochs, trials.map(({ candidate }) => candidate.limit)]),
    [
      [1, Array.from({ length: 27 }, (_, index) => index + 1)],
      [3, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
      [9, [1, 2, 3]],
    ],
  );
  assert.equal(spans.get(best!.candidate), [
    { from: 0, to: 1 },
    { from: 1, to: 3 },
    { from: 3, to: 9 },
  ]);
  assert.equal([...spans.values()].map(({ length }) => length).sort(), [
    ...Array(18).fill(1),
    ...Array(6).fill(2),
    3,
    3,
    3,
  ]);
});

test("a candidate that learns slowly is dropped early: what halving gives up for its speed", async () => {
  const slow = { limit: 0, delay: 50 };
  const fast = [1, 2, 3, 4].map((limit) => ({ limit, delay: 0 }));
  const { best } = await successiveHalving({
    candidates: [slow, ...fast],
    epochs: 1000,
    factor: 5,
    train: async (curve, { to }) => lossAt(curve, to) + (to < 1000 ? curve.delay : 0),
    compare,
  });
  assert.is(best!.candidate, fast[0]);
});

test("equal candidates keep their order", async () => {
  const candidates = ["a", "b", "c", "d"];
  const { best, rungs } = await successiveHalving({ candidates, epochs: 2, factor: 2, train: async () => 1, compare });
  assert.is(best!.candidate, "a");
  assert.equal(
    rungs[1]!.trials.map(({ candidate }) => candidate),
    ["a", "b"],
  );
});

/** Searches 9 candidates, the later the better, and aborts in the call of that number. */
async function abortedIn(call: number) {
  const controller = new AbortController();
  let calls = 0;
  const result = await successiveHalving({
    candidates: [...Array(9).keys()],
    epochs: 9,
    train: async (candidate) => {
      calls += 1;
      if (calls === call) controller.abort();
      return -candidate;
    },
    compare,
    signal: controller.signal,
  });
  return { ...result, calls };
}

test("a signal ends the search, and the best of the deepest rung stands, without the trial that was cut short", async () => {
  const first = await abortedIn(5);
  assert.is(first.interrupted, true);
  assert.is(first.calls, 5);
  assert.is(first.best!.candidate, 3);
  const second = await abortedIn(11);
  assert.is(second.best!.candidate, 8, "the winner of the rung before had its turn first");
  assert.equal(
    second.rungs.map(({ trials }) => trials.length),
    [9, 1],
  );
  assert.is((await abortedIn(10)).rungs.length, 1);
  assert.is((await abortedIn(1)).best, null);
});

test("mistakes are named", async () => {
  assert.throws(() => planRungs({ trials: 0, epochs: 1 }), /successiveHalving: expected trials to be a whole number/);
  assert.throws(
    () => planRungs({ trials: 3, epochs: 0.5 }),
    /expected epochs to be a whole number of 1 or more, got 0.5/,
  );
  assert.throws(() => planRungs({ trials: 3, epochs: 3, factor: 1 }), /expected factor to be 2 or more, got 1/);
});

test.run();
