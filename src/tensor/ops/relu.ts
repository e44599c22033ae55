// relu and its family, straight lines with kinks: relu6, leakyRelu, clip. What they do at infinities and NaN: docs/numerics.md.

import { checkArgument } from "../checkArgument.js";
import { checkOptions } from "../checkOptions.js";
import { apply, defineOp } from "../op.js";
import type { Activation, Call, OpDefinition, Tensor } from "../tensor.js";
import { activationRules } from "./activation.js";
import { mapValues } from "./unary.js";

interface ReluOptions<A, Name extends string> {
  readonly name: Name;
  readonly f: (x: number, attributes: A) => number;
  readonly activation?: Activation;
}

function defineRelu<A extends object, Name extends string>({
  name,
  f,
  activation,
}: ReluOptions<A, Name>): OpDefinition<A, ["x"], Name> {
  return defineOp<A, ["x"], Name>({
    name,
    inputs: ["x"],
    elementwise: true,
    shape: ([x]) => x!,
    reference: ([x], y, { attributes }) => mapValues(x!, y, (value) => f(value, attributes)),
    gradient: "listed",
    ...(activation !== undefined && {
      asEpilogue: ({ inputs }: Call<A>) => [{ x: inputs[0]!, part: { kind: "activation" as const, activation } }],
    }),
  });
}

export const reluOp = defineRelu<object, "relu">({
  name: "relu",
  f: activationRules.relu,
  activation: "relu",
});

export const relu6Op = defineRelu<object, "relu6">({
  name: "relu6",
  f: activationRules.relu6,
  activation: "relu6",
});

export const leakyReluOp = defineRelu<{ readonly alpha: number }, "leakyRelu">({
  name: "leakyRelu",
  f: (x, { alpha }) => (x < 0 ? alpha * x : x),
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

export interface Bounds {
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
  gradient: "listed",
});

/** x limited to `low` … `high`; the gradient is 0 outside, and 1 at the bounds, as in Keras. */
export function clip(x: Tensor, low: number, high: number): Tensor {
  checkArgument("clip", "low", low, "number");
  checkArgument("clip", "high", high, "number");
  // Values that are clipped are compared with the bounds, and they are float32.
  return apply(clipOp, [x], { low: Math.fround(low), high: Math.fround(high) });
}
