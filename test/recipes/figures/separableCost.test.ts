import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawSeparableCost, separableCosts } from "../../../recipes/figures/separableCost.js";
import { referenceBackend } from "../../../src/backends/reference/index.js";

const signal = new AbortController().signal;

/** A clock that goes on by the next of these steps, over and over, each time that it is read a second time. */
function clockOf(...durations: readonly number[]): () => number {
  let [now, reads] = [0, 0];
  return () => {
    if (reads % 2 === 1) now += durations[((reads - 1) / 2) % durations.length]!;
    reads += 1;
    return now;
  };
}

const small = { kernelSizes: [1, 3], channels: [2, 4, 16], rounds: 3, backend: referenceBackend };

test("the graphs count 1/N + 1/k² of the standard convolution's multiply-adds", async () => {
  const done: string[] = [];
  const onProgress = (count: number, total: number) => done.push(`${count}/${total}`);
  const costs = await separableCosts({ ...small, clock: clockOf(10) }, { signal, onProgress });
  assert.equal(
    costs.map(({ kernelSize, channels }) => [kernelSize, channels]),
    [1, 3].flatMap((kernelSize) => [2, 4, 16].map((channels) => [kernelSize, channels])),
  );
  for (const { kernelSize, channels, counted } of costs)
    assert.ok(Math.abs(counted - (1 / channels + 1 / kernelSize ** 2)) < 1e-12);
  assert.equal(done, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
});

test("the time is the median of the rounds' ratios of the separable convolution to the standard one", async () => {
  // Eight rounds are not counted, then come rounds of 10 : 20, 30 : 20 and 40 : 20.
  const clock = clockOf(...Array(16).fill(99), 10, 20, 30, 20, 40, 20);
  const one = { ...small, kernelSizes: [3], channels: [2] };
  const [cost] = await separableCosts({ ...one, clock }, { signal, onProgress: () => {} });
  assert.is(cost!.measured, 1.5);
});

test("a signal ends it between two cases", async () => {
  const controller = new AbortController();
  const done: number[] = [];
  const onProgress = (count: number) => {
    done.push(count);
    controller.abort();
  };
  const running = separableCosts({ ...small, clock: clockOf(10) }, { signal: controller.signal, onProgress });
  const outcome = await running.catch((error: Error) => error.name);
  assert.is(outcome, "AbortError");
  assert.equal(done, [1]);
});

test("the lines of the axis are powers of 2, in percent", async () => {
  const costs = [16, 512].map((channels) => ({ kernelSize: 7, channels, counted: 2 / channels, measured: 0.3 }));
  const svg = await drawSeparableCost(costs);
  const percents = [...svg.matchAll(/>([^<]+) %<\/text>/g)].map(([, percent]) => percent);
  assert.equal(percents, ["0.25", "0.5", "1", "2", "4", "8", "16", "32"]);
});

test.run();
