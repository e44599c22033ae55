// Every loss, its options and its gradient, against what Keras gives (test/oracles/keras/losses.py, lossesMore.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/graph/evaluate.js";
import { gradients } from "../../src/graph/gradient.js";
import { binaryCrossentropy, binaryFocalCrossentropy } from "../../src/losses/binary.js";
import {
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  sparseCategoricalCrossentropy,
} from "../../src/losses/categorical.js";
import { circle } from "../../src/losses/circle.js";
import { categoricalHinge, hinge, squaredHinge } from "../../src/losses/hinge.js";
import type { Loss } from "../../src/losses/loss.js";
import type { LossName } from "../../src/losses/lossNames.js";
import * as overlap from "../../src/losses/overlap.js";
import * as regression from "../../src/losses/regression.js";
import { sigmoid, softmax, sum } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface LossCase {
  readonly loss: string;
  readonly options: { readonly [option: string]: never };
  readonly target: FixtureTensor;
  readonly output?: FixtureTensor;
  readonly logits?: FixtureTensor;
  readonly activation?: "softmax" | "sigmoid";
  readonly sampleWeight?: FixtureTensor;
  readonly value: number | FixtureTensor;
  readonly gradient: FixtureTensor;
  readonly note: string;
}

const functions: { readonly [Name in LossName]: (options: object) => Loss } = {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  hinge,
  sparseCategoricalCrossentropy,
  squaredHinge,
  ...overlap,
  ...regression,
};

const { cases } = readFixture<{ readonly cases: readonly LossCase[] }>("losses");
const more = ["losses-more", "losses-further"].flatMap(
  (name) => readFixture<{ readonly cases: readonly LossCase[] }>(name).cases,
);

function tensor({ shape, values }: FixtureTensor): Tensor {
  return Tensor.from(Float32Array.from(values), shape);
}

/** The function of a Keras class, as `klDivergence` of KLDivergence. */
function functionOf(name: string): (options: object) => Loss {
  const own = name === "KLDivergence" ? "klDivergence" : name[0]!.toLowerCase() + name.slice(1);
  return functions[own as LossName];
}

/** Value and gradient of a case, by the output or, where there is an activation, by the logits. */
function computed({ loss, options, target, output, logits, activation, sampleWeight }: LossCase) {
  const camel = Object.entries(options).map(([name, value]) => [
    name.replace(/_./g, (pair) => pair[1]!.toUpperCase()),
    value,
  ]);
  const given = tensor(output ?? logits!);
  const input = Tensor.placeholder(given.shape);
  const made = activation === undefined ? input : activation === "softmax" ? softmax(input) : sigmoid(input);
  const value = functionOf(loss)(Object.fromEntries(camel))(tensor(target), made, sampleWeight && tensor(sampleWeight));
  const [slope] = gradients(sum(value), [input]);
  const [found, gradient] = evaluate([value, slope!], new Map([[input, given.values]]));
  return { value: found!, shape: value.shape, gradient: gradient! };
}

/** Keras takes the softmax's logits for a sigmoid's; ours is by the probabilities (docs/main-job.md). */
const isTakenForSigmoid = ({ loss, activation }: LossCase): boolean =>
  loss === "BinaryCrossentropy" && activation === "softmax";

/** TensorFlow's gradient takes it that targets sum to 1; ours is the derivative. */
const isNotDerivative = ({ note, activation }: LossCase): boolean =>
  note === "targets that do not sum to 1" && activation === "softmax";

[...cases, ...more].forEach((one, index) => {
  if (isTakenForSigmoid(one)) return;
  const { loss, options, activation = "outputs", sampleWeight, note } = one;
  const weighted = sampleWeight === undefined ? "" : ", weighted";
  test(`${index}: ${loss} ${JSON.stringify(options)} of ${activation}${weighted} ${note}`, () => {
    const { value, shape, gradient } = computed(one);
    const expected = typeof one.value === "number" ? { shape: [], values: [one.value] } : one.value;
    assert.equal(shape, expected.shape);
    assertClose(value, expected.values, 2e-6, "value");
    if (!isNotDerivative(one)) assertClose(gradient, one.gradient.values, 3e-6, "gradient");
  });
});

test("behind a softmax, binary cross-entropy is that of the probabilities", () => {
  for (const one of cases.filter(isTakenForSigmoid)) {
    const { logits, activation: _, ...rest } = one;
    const output = softmax(tensor(logits!));
    const direct = computed({ ...rest, output: { shape: output.shape, values: [...output.values] } });
    assertClose(computed(one).value, direct.value, 1e-6, "value");
  }
});

test("the derivative of targets that do not sum to 1 is that of the value", () => {
  for (const one of cases.filter(isNotDerivative)) {
    const { gradient } = computed(one);
    const at = (index: number, step: number): number => {
      const values = one.logits!.values.map((value, place) => (place === index ? value + step : value));
      return computed({ ...one, logits: { ...one.logits!, values } }).value[0]!;
    };
    const slopes = gradient.map((_, index) => (at(index, 0.01) - at(index, -0.01)) / 0.02);
    assertClose(gradient, slopes, 1e-3, "gradient");
  }
});

test.run();
