// relu and its family, straight lines with kinks: relu6, leakyRelu, clip. What they do at infinities and NaN: docs/numerics.md.

import { checkArgument } from "../checkArgument.js";
import { checkOptions } from "../checkOptions.js";
import { apply, defineOp } from "../op.js";
import type { Activation, Call, OpDefinition, Tensor } from "../tensor.js";
import { activationRules } from "./activation.js";
import { greaterEqual, mul } from "./binary.js";
import { mapValues } from "./unary.js";
import { where } from "./where.js";

/** Slope 1 strictly between `low` and `high`, null for no bound, and `slope` elsewhere and at NaN. */
interface Kinks {
  readonly low: number;
  readonly high: number | null;
  readonly slope: number;
}

const RELU: Kinks = { low: 0, high: null, slope: 0 };
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
    const isBelow = (value: number): boolean => high === null || value < high;
    for (let i = 0; i < dx.length; i += 1) dx[i] = y![i]! > low && isBelow(y![i]!) ? dy![i]! : slope * dy![i]!;
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
export function leakyRelu(x: Tensor, options: { readonly alpha?: number } = {}): Tensor {
  checkOptions("leakyRelu", options, { alpha: "number" });
  const { alpha = 0.3 } = options;
  return apply(leakyReluOp, [x], { alpha });
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const clipOp: OpDefinition<Bounds, ["x"], "clip"> = defineOp({
  name: "clip",
  inputs: ["x"],
  elementwise: true,
  shape: ([x]) => x!,
  reference: ([x], y, { attributes: { low, high } }) =>
    mapValues(x!, y, (value) => Math.min(Math.max(value, low), high)),
  gradient: {
    x: (dy, { inputs: [x], attributes: { low, high } }) =>
      where(mul(greaterEqual(x!, low), greaterEqual(high, x!)), dy, 0),
  },
});

/** x limited to `low` … `high`; the gradient is 0 outside, and 1 at the bounds, as in Keras. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  checkArgument("clip", "low", low, "number");
  checkArgument("clip", "high", high, "number");
  // Values that are clipped are compared with the bounds, and they are float32.
  return apply(clipOp, [x], { low: Math.fround(low), high: Math.fround(high) });
}
