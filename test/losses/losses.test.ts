// How losses are named and called, and what each of them refuses; their numbers are in keras.test.ts.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { binaryCrossentropy, binaryFocalCrossentropy } from "../../src/losses/binary.js";
import {
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  sparseCategoricalCrossentropy,
} from "../../src/losses/categorical.js";
import { circle } from "../../src/losses/circle.js";
import { lossOf } from "../../src/losses/lossByName.js";
import type { LossAlias } from "../../src/losses/lossNames.js";
import { tversky } from "../../src/losses/overlap.js";
import { huber, meanAbsoluteError, meanSquaredError } from "../../src/losses/regression.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { readFixture } from "../support/kerasFixture.js";

const column = Tensor.from(Float32Array.of(1, 0, 1), [3, 1]);
const flat = column.reshape([3]);
const outputs = Tensor.from(Float32Array.of(0.5, 0.25, 0.75), [3, 1]);

test("a loss has Keras's spellings and ours, and the function itself stands for its defaults", () => {
  const spellings: readonly LossAlias[] = ["mean_absolute_error", "MeanAbsoluteError", "mae", "MAE"];
  const expected = meanAbsoluteError()(column, outputs).item();
  for (const loss of [...spellings, "meanAbsoluteError" as const, meanAbsoluteError, meanAbsoluteError()])
    assert.is(lossOf(loss)(column, outputs).item(), expected);
  assert.type(lossOf("KLDivergence"), "function");
});

test("a last axis of one may be there or not", () => {
  const error = meanSquaredError();
  assert.is(error(flat, outputs).item(), error(column, outputs).item());
  const classes = Tensor.from(Float32Array.of(0.2, 0.8, 0.5, 0.5, 0.9, 0.1), [3, 2]);
  const sparse = sparseCategoricalCrossentropy();
  assert.is(sparse(flat, classes).item(), sparse(column, classes).item());
});

test("weights are one for each example, in one axis or two", () => {
  const weights = Tensor.from(Float32Array.of(1, 0, 3), [3]);
  const error = meanSquaredError();
  assert.is(error(column, outputs, weights).item(), error(column, outputs, weights.reshape([3, 1])).item());
});

test("the defaults are Keras's", () => {
  const signatures = readFixture<{ readonly [name: string]: { readonly [option: string]: string | null } }>(
    "signatures",
  );
  const defaults = { from_logits: "False", label_smoothing: "0.0", reduction: "'sum_over_batch_size'" };
  for (const name of ["CategoricalCrossentropy", "BinaryCrossentropy", "MeanSquaredError"])
    for (const [option, value] of Object.entries(signatures[name]!))
      if (option in defaults) assert.is(value, defaults[option as keyof typeof defaults], `${name} ${option}`);
});

const mistakes: readonly (readonly [what: string, call: () => unknown, message: RegExp])[] = [
  [
    "a smoothing",
    () => categoricalCrossentropy({ labelSmoothing: 1.5 }),
    /categoricalCrossentropy: expected labelSmoothing to be a number from 0 to 1, got 1.5/,
  ],
  [
    "a smoothing of answers",
    () => binaryCrossentropy({ labelSmoothing: -1 }),
    /binaryCrossentropy: expected labelSmoothing .* got -1/,
  ],
  [
    "Keras's spelling",
    () => binaryCrossentropy({ from_logits: true } as never),
    /unknown option from_logits: did you mean fromLogits\?/,
  ],
  [
    "an option of another loss",
    () => meanSquaredError({ delta: 1 } as never),
    /unknown option delta: expected reduction/,
  ],
  ["an axis", () => categoricalCrossentropy({ axis: 1 } as never), /unknown option axis/],
  [
    "a reduction",
    () => meanSquaredError({ reduction: "average" as never }),
    /meanSquaredError: reduction: expected one of .*, got "average"/,
  ],
  ["a gamma", () => binaryFocalCrossentropy({ gamma: -1 }), /expected gamma to be a number of 0 or more, got -1/],
  ["an alpha", () => binaryFocalCrossentropy({ alpha: 2 }), /expected alpha to be a number from 0 to 1, got 2/],
  [
    "alphas",
    () => categoricalFocalCrossentropy({ alpha: [1] })(two, two),
    /expected alpha to be a number, or a list of 2, got an array of 1/,
  ],
  ["a delta", () => huber({ delta: 0 }), /huber: expected delta to be a number above 0, got 0/],
  ["a q", () => categoricalGeneralizedCrossEntropy({ q: 1 }), /expected q to be a number between 0 and 1, got 1/],
  ["an alpha", () => tversky({ alpha: -1 }), /tversky: expected alpha to be a number of 0 or more, got -1/],
  ["embeddings", () => circle()(two, Tensor.from(new Float32Array(6), [3, 2, 1])), /expected outputs \[batch,length\]/],
  ["a class", () => sparseCategoricalCrossentropy({ ignoreClass: 0.5 }), /expected ignoreClass to be a whole number/],
  [
    "one class",
    () => categoricalCrossentropy()(column, outputs),
    /expected outputs for two classes or more, got \[3,1\]: use binaryCrossentropy for one output/,
  ],
  [
    "targets of another shape",
    () => meanSquaredError()(two, outputs),
    /meanSquaredError: target is expected as \[3,1\] \(target \[3,2\], output \[3,1\]\)/,
  ],
  ["indexes", () => sparseCategoricalCrossentropy()(two, two), /target is expected as \[3\] \(target \[3,2\]/],
  ["no tensor", () => meanSquaredError()([1] as never, outputs), /expected target to be a tensor, got an array of 1/],
  [
    "weights of other examples",
    () => meanSquaredError()(column, outputs, Tensor.from(new Float32Array(2), [2])),
    /sampleWeight is expected to have a weight for each example \(sampleWeight \[2\], losses \[3\]\)/,
  ],
  ["no weights", () => meanSquaredError()(column, outputs, [1, 1, 1] as never), /expected sampleWeight to be a tensor/],
];
const two = Tensor.from(new Float32Array(6).fill(0.5), [3, 2]);

for (const [what, call, message] of mistakes) {
  test(`${what}: ${message}`, () => {
    assert.throws(call, (error: unknown) => error instanceof LinnetError && message.test(error.message));
  });
}

test.run();
