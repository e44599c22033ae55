// Activations that are straight lines with kinks: relu, relu6 and leakyRelu.

import { apply, defineOp } from "../op.js";
import type { Activation, Call, OpDefinition, Tensor } from "../tensor.js";
import { mapValues } from "./unary.js";

/** Slope 1 strictly between `low` and `high`, `slope` elsewhere. */
interface Ramp {
  readonly low: number;
  readonly high: number;
  readonly slope: number;
}

const RELU: Ramp = { low: 0, high: Number.MAX_VALUE, slope: 0 };
const RELU6: Ramp = { low: 0, high: 6, slope: 0 };

/**
 * dx = dy where low < y < high, slope * dy elsewhere. It reads the output y and not the input, which tells the same
 * for all three, so that the activation can be merged into the op before it in training plans too.
 */
export const rampGradientOp: OpDefinition<Ramp, "dy" | "y"> = defineOp({
  name: "rampGradient",
  inputs: ["dy", "y"],
  elementwise: true,
  shape: ([dy]) => dy!,
  reference: ([dy, y], dx, { attributes: { low, high, slope } }) => {
    for (let i = 0; i < dx.length; i += 1) dx[i] = y![i]! > low && y![i]! < high ? dy![i]! : slope * dy![i]!;
  },
  gradient: {
    dy: (ddx, { inputs, attributes }) => apply(rampGradientOp, [ddx, inputs[1]!], attributes),
    y: null,
  },
});

interface RampOptions<A> {
  readonly name: string;
  readonly f: (x: number, attributes: A) => number;
  readonly ramp: (attributes: A) => Ramp;
  readonly activation?: Activation;
}

function defineRamp<A extends object>({ name, f, ramp, activation }: RampOptions<A>): OpDefinition<A, "x"> {
  return defineOp<A, "x">({
    name,
    inputs: ["x"],
    elementwise: true,
    shape: ([x]) => x!,
    reference: ([x], y, { attributes }) => mapValues(x!, y, (value) => f(value, attributes)),
    gradient: { x: (dy, { output, attributes }) => apply(rampGradientOp, [dy, output], ramp(attributes)) },
    ...(activation !== undefined && {
      asEpilogue: ({ inputs }: Call<A>) => [{ x: inputs[0]!, part: { kind: "activation" as const, activation } }],
    }),
  });
}

export const reluOp = defineRamp<object>({
  name: "relu",
  f: (x) => Math.max(x, 0),
  ramp: () => RELU,
  activation: "relu",
});

export const relu6Op = defineRamp<object>({
  name: "relu6",
  f: (x) => Math.min(Math.max(x, 0), 6),
  ramp: () => RELU6,
  activation: "relu6",
});

export const leakyReluOp = defineRamp<{ readonly alpha: number }>({
  name: "leakyRelu",
  f: (x, { alpha }) => (x < 0 ? alpha * x : x),
  ramp: ({ alpha }) => ({ ...RELU, slope: alpha }),
});

/** `max(x, 0)`. NaN stays NaN. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], {});
}

/** `min(max(x, 0), 6)`, MobileNetV2's activation (arXiv 1801.04381, section 3.1). NaN stays NaN. */
export function relu6(x: Tensor): Tensor {
  return apply(relu6Op, [x], {});
}

/** x where positive, `alpha * x` elsewhere; `alpha` is above 0, 0.3 as in Keras (https://keras.io/api/layers/activation_layers/leaky_relu). */
export function leakyRelu(x: Tensor, { alpha = 0.3 }: { readonly alpha?: number } = {}): Tensor {
  return apply(leakyReluOp, [x], { alpha });
}

export const clipOp = defineRamp<{ readonly low: number; readonly high: number }>({
  name: "clip",
  f: (x, { low, high }) => Math.min(Math.max(x, low), high),
  ramp: ({ low, high }) => ({ low, high, slope: 0 }),
});

/** x, but no less than `low` and no more than `high`; the gradient is 0 where it is held back. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  // As float32: the gradient compares the clipped values with the bounds.
  return apply(clipOp, [x], { low: Math.fround(low), high: Math.fround(high) });
}
