import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Examples } from "../../../recipes/figures/examples.js";
import { drawOptimizers, learningRates, optimizerCurves } from "../../../recipes/figures/optimizers.js";
import { loadBackend } from "../../../src/backends/index.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";

const signal = new AbortController().signal;
const onProgress = (): void => {};
const names = ["SGD", "SGD, Nesterov", "AdaGrad", "RMSProp", "AdaMax", "Adam"];

/** Features whose first number, times `scale`, tells the class. */
function features(count: number, scale = 1): Examples {
  const x = randomTensor([count, 4], "features");
  const y = new Float32Array(2 * count);
  for (let row = 0; row < count; row += 1) {
    const label = row % 2;
    x.values[4 * row] = label === 0 ? scale : -scale;
    y[2 * row + label] = 1;
  }
  return { x, y: Tensor.from(y, [count, 2]) };
}

test("every optimizer learns, at one of the learning rates of the grid", async () => {
  const backend = await loadBackend("wasm");
  const done: number[] = [];
  const tools = { signal, onProgress: (count: number, total: number) => done.push(count / total) };
  const curves = await optimizerCurves(features(64), { epochs: 4, backend }, tools);
  assert.equal(
    curves.map(({ name }) => name),
    names,
  );
  for (const { name, learningRate, losses } of curves) {
    assert.ok(learningRates.includes(learningRate as (typeof learningRates)[number]), name);
    assert.is(losses.length, 4);
    assert.ok(losses[3]! < losses[0]! / 2, `${name}: ${losses.join(" ")}`);
  }
  assert.is(done.length, names.length * learningRates.length);
  assert.is(done.at(-1), 1);
});

test("a learning rate that diverges is not the best one", async () => {
  const backend = await loadBackend("wasm");
  // Slopes of this size throw SGD out of the finite numbers at the highest rates.
  const curves = await optimizerCurves(features(64, 1e4), { epochs: 3, backend }, { signal, onProgress });
  const { learningRate, losses } = curves[0]!;
  assert.ok(learningRate < 1, `${learningRate}`);
  assert.ok(losses.every(Number.isFinite));
});

test("a signal ends it after the step that runs", async () => {
  const backend = await loadBackend("wasm");
  const controller = new AbortController();
  const tools = { signal: controller.signal, onProgress: () => controller.abort() };
  const outcome = await optimizerCurves(features(32), { epochs: 1, backend }, tools).catch(({ name }) => name);
  assert.is(outcome, "AbortError");
});

test("the drawing names each optimizer with its learning rate", async () => {
  const svg = await drawOptimizers(names.map((name) => ({ name, learningRate: 0.03, losses: [0.5, 0.01] })));
  for (const name of names) assert.match(svg, `${name} (0.03)`);
});

test("two lines that lie on each other are told apart by their strokes", async () => {
  const losses = [0.5, 0.01];
  const svg = await drawOptimizers(["SGD", "AdaGrad"].map((name) => ({ name, learningRate: 0.03, losses })));
  const lines = [...svg.matchAll(/<g clip-path[^>]*>\s*<path ([^>]*)>/g)].map(([, attributes]) => attributes!);
  assert.equal(
    lines.map((line) => line.includes("stroke-dasharray")),
    [false, true],
  );
});

test.run();
