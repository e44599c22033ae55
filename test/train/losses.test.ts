// Losses with smoothed targets and weighted examples, against the definitions, and their gradients against differences.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { valueAndGrad } from "../../src/graph/gradient.js";
import { sigmoid, softmax } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { categoricalCrossentropy, type Loss, losses } from "../../src/train/losses.js";
import { assertClose, randomTensor } from "../support/compare.js";

const [BATCH, CLASSES] = [5, 3];
const logits = randomTensor([BATCH, CLASSES], "logits");
const labels = [0, 2, 1, 1, 0];
const oneHot = Tensor.from(
  Float32Array.from({ length: BATCH * CLASSES }, (_, i) => (labels[Math.floor(i / CLASSES)] === i % CLASSES ? 1 : 0)),
  [BATCH, CLASSES],
);
const answers = randomTensor([BATCH, CLASSES], "answers", (value) => (value > 0 ? 1 : 0));
const weights = Tensor.from(Float32Array.of(0.5, 2, 0, 1, 3), [BATCH]);

type Example = (target: number[], logits: number[]) => number;

/** The sum of the examples' losses times their weights, divided by their number. */
function expected(target: Tensor, ofExample: Example, weight: (row: number) => number): number {
  const rowOf = ({ values }: Tensor, row: number): number[] => [...values.slice(row * CLASSES, (row + 1) * CLASSES)];
  let total = 0;
  for (let row = 0; row < BATCH; row += 1) total += weight(row) * ofExample(rowOf(target, row), rowOf(logits, row));
  return total / BATCH;
}

const probabilities = (x: number[]): number[] => {
  const all = x.reduce((sum, value) => sum + Math.exp(value), 0);
  return x.map((value) => Math.exp(value) / all);
};
const crossEntropy: Example = (target, x) =>
  -probabilities(x).reduce((sum, p, index) => sum + target[index]! * Math.log(p), 0);
const smoothed: Example = (target, x) =>
  crossEntropy(
    target.map((value) => 0.9 * value + 0.1 / CLASSES),
    x,
  );
const ofAnswers: Example = (target, x) =>
  target.reduce((sum, value, index) => {
    const p = 1 / (1 + Math.exp(-x[index]!));
    return sum - value * Math.log(p) - (1 - value) * Math.log(1 - p);
  }, 0) / CLASSES;
const squares: Example = (target, x) =>
  target.reduce((sum, value, index) => sum + (x[index]! - value) ** 2, 0) / CLASSES;

/** Hides from a loss what its probabilities were made of. */
const hidden = (x: Tensor): Tensor => x.reshape(x.shape);

interface Case {
  readonly loss: Loss;
  readonly output: (logits: Tensor) => Tensor;
  readonly target: Tensor;
  readonly ofExample: Example;
}

const smooth = categoricalCrossentropy({ labelSmoothing: 0.1 });
const { binaryCrossentropy, meanSquaredError } = losses;
const plain = losses.categoricalCrossentropy;
const cases: { readonly [name: string]: Case } = {
  "categorical, from logits": { loss: plain, output: softmax, target: oneHot, ofExample: crossEntropy },
  "categorical, smoothed": { loss: smooth, output: softmax, target: oneHot, ofExample: smoothed },
  "binary, from logits": { loss: binaryCrossentropy, output: sigmoid, target: answers, ofExample: ofAnswers },
  "mean squared error": { loss: meanSquaredError, output: (x) => x, target: answers, ofExample: squares },
};

for (const [name, { loss, output, target, ofExample }] of Object.entries(cases)) {
  for (const sampleWeight of [undefined, weights]) {
    test(`${name}${sampleWeight === undefined ? "" : ", with weights"}: value and gradient`, () => {
      const weight = (row: number): number => sampleWeight?.values[row] ?? 1;
      const { value, gradients } = valueAndGrad((x) => loss(target, output(x), sampleWeight))(logits);
      assertClose(value.values, [expected(target, ofExample, weight)], 1e-5, "value");
      const slopes = Array.from(logits.values, (before, index) => {
        const at = (moved: number): number => {
          logits.values[index] = moved;
          const found = expected(target, ofExample, weight);
          logits.values[index] = before;
          return found;
        };
        return (at(before + 1e-3) - at(before - 1e-3)) / 2e-3;
      });
      assertClose(gradients[0]!.values, slopes, 1e-3, "gradient");
    });
  }
}

test("probabilities of which nothing else is known give the same losses", () => {
  for (const sampleWeight of [undefined, weights]) {
    const weight = (row: number): number => sampleWeight?.values[row] ?? 1;
    const categorical = smooth(oneHot, hidden(softmax(logits)), sampleWeight);
    assertClose(categorical.values, [expected(oneHot, smoothed, weight)], 1e-5, "categorical");
    const binary = binaryCrossentropy(answers, hidden(sigmoid(logits)), sampleWeight);
    assertClose(binary.values, [expected(answers, ofAnswers, weight)], 1e-5, "binary");
  }
});

test("a smoothing that is none is named", () => {
  assert.throws(
    () => categoricalCrossentropy({ labelSmoothing: 1.5 }),
    /categoricalCrossentropy: expected labelSmoothing to be a number from 0 to 1, got 1.5/,
  );
});

test.run();
