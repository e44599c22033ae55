// relu and its family, straight lines with kinks: relu6, leakyRelu, clip.

import { apply, defineOp } from "../op.js";
import type { Activation, Call, OpDefinition, Tensor } from "../tensor.js";
import { activationRules } from "./activation.js";
import { mapValues } from "./unary.js";

/** Slope 1 strictly between `low` and `high`, `slope` elsewhere. */
interface Kinks {
  readonly low: number;
  readonly high: number;
  readonly slope: number;
}

const RELU: Kinks = { low: 0, high: Number.MAX_VALUE, slope: 0 };
const RELU6: Kinks = { low: 0, high: 6, slope: 0 };

/**
 * dx = dy if low < y < high, else slope * dy. It reads the output y instead of the input, which tells the same for all
 * three, so that the op before can apply the activation in training plans too.
 */
export const reluGradientOp: OpDefinition<Kinks, ["dy", "y"], "reluGradient"> = defineOp({
  name: "reluGradient",
  inputs: ["dy", "y"],
  elementwise: true,
  shape: ([dy]) => dy!,
  reference: ([dy, y], dx, { attributes: { low, high, slope } }) => {
    for (let i = 0; i < dx.length; i += 1) dx[i] = y![i]! > low && y![i]! < high ? dy![i]! : slope * dy![i]!;
  },
  gradient: {
    dy: (ddx, { inputs, attributes }) => apply(reluGradientOp, [ddx, inputs[1]!], attributes),
    y: null,
  },
});

interface ReluOptions<A, Name extends string> {
  readonly name: Name;
  readonly f: (x: number, attributes: A) => number;
  readonly kinks: (attributes: A) => Kinks;
  readonly activation?: Activation;
}

function defineRelu<A extends object, Name extends string>({
  name,
  f,
  kinks,
  activation,
}: ReluOptions<A, Name>): OpDefinition<A, ["x"], Name> {
  return defineOp<A, ["x"], Name>({
    name,
    inputs: ["x"],
    elementwise: true,
    shape: ([x]) => x!,
    reference: ([x], y, { attributes }) => mapValues(x!, y, (value) => f(value, attributes)),
    gradient: { x: (dy, { output, attributes }) => apply(reluGradientOp, [dy, output], kinks(attributes)) },
    ...(activation !== undefined && {
      asEpilogue: ({ inputs }: Call<A>) => [{ x: inputs[0]!, part: { kind: "activation" as const, activation } }],
    }),
  });
}

export const reluOp = defineRelu<object, "relu">({
  name: "relu",
  f: activationRules.relu,
  kinks: () => RELU,
  activation: "relu",
});

export const relu6Op = defineRelu<object, "relu6">({
  name: "relu6",
  f: activationRules.relu6,
  kinks: () => RELU6,
  activation: "relu6",
});

export const leakyReluOp = defineRelu<{ readonly alpha: number }, "leakyRelu">({
  name: "leakyRelu",
  f: (x, { alpha }) => (x < 0 ? alpha * x : x),
  kinks: ({ alpha }) => ({ ...RELU, slope: alpha }),
});

/** `max(x, 0)`. NaN stays NaN. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], {});
}

/** `min(max(x, 0), 6)` (arXiv 1801.04381, section 3.1). NaN stays NaN. */
export function relu6(x: Tensor): Tensor {
  return apply(relu6Op, [x], {});
}

/** x if positive, else `alpha * x` with `alpha` above 0. Default: 0.3, as in Keras (https://keras.io/api/layers/activation_layers/leaky_relu). */
export function leakyRelu(x: Tensor, { alpha = 0.3 }: { readonly alpha?: number } = {}): Tensor {
  return apply(leakyReluOp, [x], { alpha });
}

export const clipOp = defineRelu<{ readonly low: number; readonly high: number }, "clip">({
  name: "clip",
  f: (x, { low, high }) => Math.min(Math.max(x, low), high),
  kinks: ({ low, high }) => ({ low, high, slope: 0 }),
});

/** x limited to `low` … `high`; the gradient is 0 outside. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  // The gradient compares the clipped values, which are float32, with the bounds.
  return apply(clipOp, [x], { low: Math.fround(low), high: Math.fround(high) });
}
