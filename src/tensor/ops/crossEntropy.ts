// Cross entropies from logits, with gradients that need no probability's logarithm.

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape, type Shape, sameShape } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { mul } from "./binary.js";
import { mean } from "./reduce.js";
import { reshape } from "./reshape.js";
import { logSumExp } from "./softmax.js";

type Inputs = ["logits", "target"];

function checkTarget([logits, target]: readonly Shape[]): void {
  expect(logits!.length > 0, () => "logits are expected to have an axis");
  expect(sameShape(logits!, target!), () => `target is expected as ${formatShape(logits!)}`);
}

export const softmaxCrossEntropyOp: OpDefinition<object, Inputs, "softmaxCrossEntropy"> = defineOp({
  name: "softmaxCrossEntropy",
  inputs: ["logits", "target"],
  shape: (shapes) => {
    checkTarget(shapes);
    return shapes[0]!.slice(0, -1);
  },
  reference: ([logits, target], y, { inputs: [shape] }) => {
    const classes = shape!.at(-1)!;
    for (let row = 0; row < y.length; row += 1) {
      const start = row * classes;
      const { largest, logTotal } = logSumExp(logits!, start, start + classes);
      let total = 0;
      for (let i = start; i < start + classes; i += 1) total += target![i]! * (logTotal - (logits![i]! - largest));
      y[row] = total;
    }
  },
  gradient: {
    logits: (dy, { inputs }) => mul(apply(softmaxCrossEntropyGradientOp, inputs, {}), reshape(dy, [...dy.shape, 1])),
    target: null,
  },
});

/** d/dlogits = softmax(logits) sum(target) - target; the sum is 1 for probabilities. */
export const softmaxCrossEntropyGradientOp = defineOp<object, Inputs, "softmaxCrossEntropyGradient">({
  name: "softmaxCrossEntropyGradient",
  inputs: ["logits", "target"],
  shape: ([logits]) => logits!,
  reference: ([logits, target], dx, { output }) => {
    const classes = output.at(-1)!;
    for (let start = 0; start < dx.length; start += classes) {
      const { largest, logTotal } = logSumExp(logits!, start, start + classes);
      let mass = 0;
      for (let i = start; i < start + classes; i += 1) mass += target![i]!;
      for (let i = start; i < start + classes; i += 1)
        dx[i] = Math.exp(logits![i]! - largest - logTotal) * mass - target![i]!;
    }
  },
  gradient: { none: "second derivatives of losses are not defined" },
});

export const sigmoidBinaryCrossEntropyOp: OpDefinition<object, Inputs, "sigmoidBinaryCrossEntropy"> = defineOp({
  name: "sigmoidBinaryCrossEntropy",
  inputs: ["logits", "target"],
  shape: (shapes) => {
    checkTarget(shapes);
    return shapes[0]!;
  },
  reference: ([logits, target], y) => {
    for (let i = 0; i < y.length; i += 1) {
      const x = logits![i]!;
      // -t log s(x) - (1 - t) log(1 - s(x)) = max(x, 0) - x t + log(1 + e^-|x|)
      y[i] = Math.max(x, 0) - x * target![i]! + Math.log1p(Math.exp(-Math.abs(x)));
    }
  },
  gradient: {
    logits: (dy, { inputs }) => mul(apply(sigmoidBinaryCrossEntropyGradientOp, inputs, {}), dy),
    target: null,
  },
});

/** d/dlogits = sigmoid(logits) - target. */
export const sigmoidBinaryCrossEntropyGradientOp = defineOp<object, Inputs, "sigmoidBinaryCrossEntropyGradient">({
  name: "sigmoidBinaryCrossEntropyGradient",
  inputs: ["logits", "target"],
  shape: ([logits]) => logits!,
  reference: ([logits, target], dx) => {
    for (let i = 0; i < dx.length; i += 1) {
      const x = logits![i]!;
      const power = Math.exp(-Math.abs(x));
      // What the sigmoid lacks of 0 or 1 keeps its digits: 1 - target is exactly 0 for a sure yes.
      const rest = power / (1 + power);
      dx[i] = x > 0 ? 1 - target![i]! - rest : rest - target![i]!;
    }
  },
  gradient: { none: "second derivatives of losses are not defined" },
});

/**
 * `-sum(target * log(softmax(logits)))` over the last axis: logits and target `[...rows, classes]`, result `[...rows]`.
 * The target is a constant.
 * @throws ShapeError if the shapes differ, or have no axis
 */
export function softmaxCrossEntropies(logits: Tensor, target: Tensor): Tensor {
  return apply(softmaxCrossEntropyOp, [logits, target], {});
}

/** The mean of `softmaxCrossEntropies` over all rows. @throws ShapeError if the shapes differ, or have no axis */
export function softmaxCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  return mean(softmaxCrossEntropies(logits, target));
}

/**
 * The cross entropy of each of several independent yes-or-no answers, all of one shape. The target is a constant.
 * @throws ShapeError if the shapes differ, or have no axis
 */
export function sigmoidBinaryCrossEntropies(logits: Tensor, target: Tensor): Tensor {
  return apply(sigmoidBinaryCrossEntropyOp, [logits, target], {});
}

/** The mean of `sigmoidBinaryCrossEntropies`. @throws ShapeError if the shapes differ, or have no axis */
export function sigmoidBinaryCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  return mean(sigmoidBinaryCrossEntropies(logits, target));
}
