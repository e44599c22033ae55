// Cross entropies from logits, each the mean over the batch, with gradients that need no probability's logarithm.

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape, type Shape, sameShape } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { mul } from "./binary.js";
import { logSumExp } from "./softmax.js";

type Inputs = ["logits", "target"];

function scalarShape([logits, target]: readonly Shape[]): Shape {
  expect(logits!.length === 2, () => "logits are expected as [batch, classes]");
  expect(sameShape(logits!, target!), () => `target is expected as ${formatShape(logits!)}`);
  return [];
}

export const softmaxCrossEntropyOp: OpDefinition<object, Inputs, "softmaxCrossEntropy"> = defineOp({
  name: "softmaxCrossEntropy",
  inputs: ["logits", "target"],
  shape: scalarShape,
  reference: ([logits, target], y, { inputs: [shape] }) => {
    const [batch, classes] = shape as [number, number];
    let total = 0;
    for (let start = 0; start < batch * classes; start += classes) {
      const { largest, logTotal } = logSumExp(logits!, start, start + classes);
      for (let i = start; i < start + classes; i += 1) total += target![i]! * (logTotal - (logits![i]! - largest));
    }
    y[0] = total / batch;
  },
  gradient: {
    logits: (dy, { inputs }) => mul(apply(softmaxCrossEntropyGradientOp, inputs, {}), dy),
    target: null,
  },
});

/** d/dlogits = (softmax(logits) sum(target) - target) / batch; the sum is 1 for probabilities. */
export const softmaxCrossEntropyGradientOp = defineOp<object, Inputs, "softmaxCrossEntropyGradient">({
  name: "softmaxCrossEntropyGradient",
  inputs: ["logits", "target"],
  shape: ([logits]) => logits!,
  reference: ([logits, target], dx, { output }) => {
    const [batch, classes] = output as [number, number];
    for (let start = 0; start < batch * classes; start += classes) {
      const { largest, logTotal } = logSumExp(logits!, start, start + classes);
      let mass = 0;
      for (let i = start; i < start + classes; i += 1) mass += target![i]!;
      for (let i = start; i < start + classes; i += 1) {
        dx[i] = (Math.exp(logits![i]! - largest - logTotal) * mass - target![i]!) / batch;
      }
    }
  },
  gradient: { none: "second derivatives of losses are not defined" },
});

export const sigmoidBinaryCrossEntropyOp: OpDefinition<object, Inputs, "sigmoidBinaryCrossEntropy"> = defineOp({
  name: "sigmoidBinaryCrossEntropy",
  inputs: ["logits", "target"],
  shape: scalarShape,
  reference: ([logits, target], y) => {
    let total = 0;
    for (let i = 0; i < logits!.length; i += 1) {
      const x = logits![i]!;
      // -t log s(x) - (1 - t) log(1 - s(x)) = max(x, 0) - x t + log(1 + e^-|x|)
      total += Math.max(x, 0) - x * target![i]! + Math.log1p(Math.exp(-Math.abs(x)));
    }
    y[0] = total / logits!.length;
  },
  gradient: {
    logits: (dy, { inputs }) => mul(apply(sigmoidBinaryCrossEntropyGradientOp, inputs, {}), dy),
    target: null,
  },
});

/** d/dlogits = (sigmoid(logits) - target) / count. */
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
      dx[i] = (x > 0 ? 1 - target![i]! - rest : rest - target![i]!) / dx.length;
    }
  },
  gradient: { none: "second derivatives of losses are not defined" },
});

/**
 * The mean over the batch of `-sum(target * log(softmax(logits)))`; both `[batch, classes]`. The target is a constant.
 * @throws ShapeError if the shapes differ
 */
export function softmaxCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  return apply(softmaxCrossEntropyOp, [logits, target], {});
}

/**
 * The mean over all elements of the cross entropy of independent yes-or-no answers; both `[batch, answers]`.
 * @throws ShapeError if the shapes differ
 */
export function sigmoidBinaryCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  return apply(sigmoidBinaryCrossEntropyOp, [logits, target], {});
}
