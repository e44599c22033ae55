// The ops of optimizers. Each is elementwise, so that a plan writes new state over the old.

import { apply, defineOp } from "../op.js";
import { power } from "../power.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";

interface UpdateOptions<A extends object, Inputs extends readonly string[], Name extends string> {
  readonly name: Name;
  readonly inputs: Inputs;
  /** Computes the whole output; scalars are inputs of one element. */
  readonly loop: (inputs: readonly Values[], output: Values, attributes: A) => void;
}

function defineUpdate<A extends object, const Inputs extends readonly string[], const Name extends string>({
  name,
  inputs,
  loop,
}: UpdateOptions<A, Inputs, Name>): OpDefinition<A, Inputs, Name> {
  return defineOp<A, Inputs, Name>({
    name,
    inputs,
    elementwise: true,
    shape: ([first]) => first!,
    reference: (values, output, { attributes }) => loop(values, output, attributes),
    gradient: { none: "it is the update of an optimizer" },
  });
}

export const movingAverageOp = defineUpdate<{ readonly rate: number }, ["average", "x"], "movingAverage">({
  name: "movingAverage",
  inputs: ["average", "x"],
  loop: ([average, x], output, { rate }) => {
    for (let i = 0; i < output.length; i += 1) output[i] = average![i]! + (1 - rate) * (x![i]! - average![i]!);
  },
});

/** `rate * average + (1 - rate) * x`, without the error that `rate` has in float32. */
export function movingAverage(average: Tensor, x: Tensor, rate: number): Tensor {
  return apply(movingAverageOp, [average, x], { rate });
}

export const movingSquareOp = defineUpdate<{ readonly rate: number }, ["average", "x"], "movingSquare">({
  name: "movingSquare",
  inputs: ["average", "x"],
  loop: ([average, x], output, { rate }) => {
    for (let i = 0; i < output.length; i += 1) output[i] = average![i]! + (1 - rate) * (x![i]! * x![i]! - average![i]!);
  },
});

/** `rate * average + (1 - rate) * x^2`, without the error that `rate` has in float32. */
export function movingSquare(average: Tensor, x: Tensor, rate: number): Tensor {
  return apply(movingSquareOp, [average, x], { rate });
}

export const accumulateOp = defineUpdate<{ readonly rate: number }, ["total", "x"], "accumulate">({
  name: "accumulate",
  inputs: ["total", "x"],
  loop: ([total, x], output, { rate }) => {
    for (let i = 0; i < output.length; i += 1) output[i] = rate * total![i]! + x![i]!;
  },
});

/** `rate * total + x` */
export function accumulate(total: Tensor, x: Tensor, rate: number): Tensor {
  return apply(accumulateOp, [total, x], { rate });
}

export const decayingMaximumOp = defineUpdate<{ readonly rate: number }, ["largest", "x"], "decayingMaximum">({
  name: "decayingMaximum",
  inputs: ["largest", "x"],
  loop: ([largest, x], output, { rate }) => {
    for (let i = 0; i < output.length; i += 1) output[i] = Math.max(rate * largest![i]!, Math.abs(x![i]!));
  },
});

/** `max(rate * largest, |x|)` */
export function decayingMaximum(largest: Tensor, x: Tensor, rate: number): Tensor {
  return apply(decayingMaximumOp, [largest, x], { rate });
}

export const sumOfSquaresOp = defineUpdate<object, ["total", "x"], "sumOfSquares">({
  name: "sumOfSquares",
  inputs: ["total", "x"],
  loop: ([total, x], output) => {
    for (let i = 0; i < output.length; i += 1) output[i] = total![i]! + x![i]! * x![i]!;
  },
});

/** `total + x^2` */
export function sumOfSquares(total: Tensor, x: Tensor): Tensor {
  return apply(sumOfSquaresOp, [total, x], {});
}

export const descendOp = defineUpdate<object, ["parameter", "direction", "learningRate"], "descend">({
  name: "descend",
  inputs: ["parameter", "direction", "learningRate"],
  loop: ([parameter, direction, rate], output) => {
    for (let i = 0; i < output.length; i += 1) output[i] = parameter![i]! - rate![0]! * direction![i]!;
  },
});

/** `parameter - learningRate * direction` */
export function descend(parameter: Tensor, direction: Tensor, learningRate: Tensor): Tensor {
  return apply(descendOp, [parameter, direction, learningRate], {});
}

export const decayWeightOp = defineUpdate<{ readonly decay: number }, ["parameter", "learningRate"], "decayWeight">({
  name: "decayWeight",
  inputs: ["parameter", "learningRate"],
  loop: ([parameter, rate], output, { decay }) => {
    for (let i = 0; i < output.length; i += 1) output[i] = parameter![i]! - parameter![i]! * (decay * rate![0]!);
  },
});

/** `parameter - parameter * decay * learningRate` */
export function decayWeight(parameter: Tensor, learningRate: Tensor, decay: number): Tensor {
  return apply(decayWeightOp, [parameter, learningRate], { decay });
}

interface ScaledAttributes {
  readonly epsilon: number;
}

export const descendScaledOp = defineUpdate<
  ScaledAttributes,
  ["parameter", "direction", "square", "learningRate"],
  "descendScaled"
>({
  name: "descendScaled",
  inputs: ["parameter", "direction", "square", "learningRate"],
  loop: ([parameter, direction, square, rate], output, { epsilon }) => {
    for (let i = 0; i < output.length; i += 1) {
      output[i] = parameter![i]! - (rate![0]! * direction![i]!) / Math.sqrt(square![i]! + epsilon);
    }
  },
});

/** `parameter - learningRate * direction / sqrt(square + epsilon)` */
export function descendScaled(
  parameter: Tensor,
  { direction, square }: { readonly direction: Tensor; readonly square: Tensor },
  learningRate: Tensor,
  epsilon: number,
): Tensor {
  return apply(descendScaledOp, [parameter, direction, square, learningRate], { epsilon });
}

export const momentCorrectionOp = defineUpdate<{ readonly rate: number }, ["step"], "momentCorrection">({
  name: "momentCorrection",
  inputs: ["step"],
  loop: ([step], output, { rate }) => {
    output[0] = 1 / (1 - power(rate, step![0]! + 1));
  },
});

/** `1 / (1 - rate^(step + 1))`: corrects a moving average that began at 0 (section 3 of arXiv 1412.6980). */
export function momentCorrection(step: Tensor, rate: number): Tensor {
  return apply(momentCorrectionOp, [step], { rate });
}

interface NadamAttributes {
  readonly beta1: number;
  /** Whose factor it is. */
  readonly of: "moment" | "gradient";
}

export const nadamFactorOp = defineUpdate<NadamAttributes, ["step"], "nadamFactor">({
  name: "nadamFactor",
  inputs: ["step"],
  loop: ([step], output, { beta1, of }) => {
    const momentumAt = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** t);
    const t = step![0]! + 1;
    let product = 1;
    for (let index = 1; index <= t && product > 0; index += 1) product = Math.fround(product * momentumAt(index));
    const next = momentumAt(t + 1);
    output[0] = of === "moment" ? next / (1 - product * next) : (1 - momentumAt(t)) / (1 - product);
  },
});

/**
 * With the momentum `u_t = beta1 * (1 - 0.96^t / 2)` and `t = step + 1`: `u_(t+1) / (1 - u_1 ... u_(t+1))` for Nadam's first
 * moment, `(1 - u_t) / (1 - u_1 ... u_t)` for the gradient.
 */
export function nadamFactor(step: Tensor, beta1: number, of: NadamAttributes["of"]): Tensor {
  return apply(nadamFactorOp, [step], { beta1, of });
}

interface Cycle {
  /** Steps in a cycle. */
  readonly every: number;
}

export const endsCycleOp = defineUpdate<Cycle, ["step"], "endsCycle">({
  name: "endsCycle",
  inputs: ["step"],
  loop: ([step], output, { every }) => {
    output[0] = (step![0]! + 1) % every === 0 ? 1 : 0;
  },
});

/** 1 in the last step of every cycle of `every` steps, else 0. */
export function endsCycle(step: Tensor, every: number): Tensor {
  return apply(endsCycleOp, [step], { every });
}

export const cyclesBeforeOp = defineUpdate<Cycle, ["step"], "cyclesBefore">({
  name: "cyclesBefore",
  inputs: ["step"],
  loop: ([step], output, { every }) => {
    output[0] = Math.floor(step![0]! / every);
  },
});

/** The number of whole cycles of `every` steps before this step. */
export function cyclesBefore(step: Tensor, every: number): Tensor {
  return apply(cyclesBeforeOp, [step], { every });
}

export const replaceWhenOp = defineUpdate<object, ["current", "next", "flag"], "replaceWhen">({
  name: "replaceWhen",
  inputs: ["current", "next", "flag"],
  loop: ([current, next, flag], output) => {
    const chosen = flag![0]! > 0 ? next! : current!;
    for (let i = 0; i < output.length; i += 1) output[i] = chosen[i]!;
  },
});

/** `next` if the scalar `flag` is 1, `current` if it is 0. */
export function replaceWhen(flag: Tensor, current: Tensor, next: Tensor): Tensor {
  return apply(replaceWhenOp, [current, next, flag], {});
}

interface AdamRateAttributes {
  readonly beta1: number;
  readonly beta2: number;
}

export const adamRateOp = defineUpdate<AdamRateAttributes, ["learningRate", "step"], "adamRate">({
  name: "adamRate",
  inputs: ["learningRate", "step"],
  loop: ([learningRate, step], output, { beta1, beta2 }) => {
    const left = (beta: number): number => Math.fround(1 - Math.fround(power(Math.fround(beta), step![0]! + 1)));
    output[0] = (learningRate![0]! * Math.sqrt(left(beta2))) / left(beta1);
  },
});

/**
 * `learningRate * sqrt(1 - beta2^t) / (1 - beta1^t)`, where `t = step + 1`: the rate of Adam's moments as they are
 * (arXiv 1412.6980, end of section 2). In float32, as in Keras: `1 - 0.999` is then off by 1.3e-5, and so is a first step.
 */
export function adamRate(learningRate: Tensor, step: Tensor, attributes: AdamRateAttributes): Tensor {
  return apply(adamRateOp, [learningRate, step], attributes);
}

interface AdamAttributes {
  readonly weightDecay: number;
}

type AdamInputs = ["parameter", "learningRate", "rate", "epsilon", "first", "second"];

/**
 * `parameter - parameter * weightDecay * learningRate - rate * first / (sqrt(second) + epsilon)`: the end of section 2 of
 * arXiv 1412.6980; the decay is AdamW's (arXiv 1711.05101, Algorithm 2). The moments are read last, so that a plan puts
 * their updates next to this one and a backend can make one pass of all three.
 */
export const adamDescendOp = defineUpdate<AdamAttributes, AdamInputs, "adamDescend">({
  name: "adamDescend",
  inputs: ["parameter", "learningRate", "rate", "epsilon", "first", "second"],
  loop: ([parameter, learningRate, rate, epsilon, first, second], output, { weightDecay }) => {
    const lost = weightDecay * learningRate![0]!;
    for (let i = 0; i < output.length; i += 1) {
      const step = (rate![0]! * first![i]!) / (Math.sqrt(second![i]!) + epsilon![0]!);
      // Rounded in between, as where the decay is a step of its own.
      output[i] = Math.fround(parameter![i]! - parameter![i]! * lost) - step;
    }
  },
});

type AdaMaxInputs = ["parameter", "first", "largest", "learningRate", "correction"];

/** Section 7.1 of arXiv 1412.6980: the corrected first moment, divided by the largest recent gradient. */
export const adaMaxDescendOp = defineUpdate<ScaledAttributes, AdaMaxInputs, "adaMaxDescend">({
  name: "adaMaxDescend",
  inputs: ["parameter", "first", "largest", "learningRate", "correction"],
  loop: ([parameter, first, largest, rate, correction], output, { epsilon }) => {
    const corrected = rate![0]! * correction![0]!;
    for (let i = 0; i < output.length; i += 1) {
      output[i] = parameter![i]! - (corrected * first![i]!) / (largest![i]! + epsilon);
    }
  },
});
