// What happens to a sum before it is stored: residual and activation. Sums start from the bias.

import type { Slot } from "../../../graph/plan.js";
import type { Activation } from "../../../tensor/tensor.js";
import type { SumStep } from "../../fusedStep.js";
import { f32x4, type V128, v128 } from "../assembler/expression.js";
import { constant } from "./lanes.js";

export interface Epilogue {
  readonly bias: boolean;
  readonly residual: boolean;
  readonly activation: Activation;
}

export const noEpilogue: Epilogue = { bias: false, residual: false, activation: "none" };

/** The epilogue of a step, and its operands: the bias, then the residual, if present. */
export function readEpilogue({ activation, addends }: SumStep<object>): {
  readonly epilogue: Epilogue;
  readonly operands: readonly Slot[];
} {
  const bias = addends.find(({ kind }) => kind === "bias")?.input;
  const residual = addends.find(({ kind }) => kind === "residual")?.input;
  return {
    epilogue: { bias: bias !== undefined, residual: residual !== undefined, activation },
    operands: [bias, residual].filter((slot) => slot !== undefined),
  };
}

export function describeEpilogue({ bias, residual, activation }: Epilogue): string {
  return `${bias ? "+bias" : ""}${residual ? "+residual" : ""}${activation === "none" ? "" : `+${activation}`}`;
}

/** Of four values. NaN stays NaN, and -0 becomes 0, as of everything that is not above it. */
export const activationRules: { readonly [Name in Activation]: (value: V128) => V128 } = {
  none: (value) => value,
  relu,
  relu6: (value) => f32x4.pseudoMinimum(relu(value), constant(6)),
};

/** A pseudo-maximum with 0 would leave -0 as it is; adding 0 to it does not. */
function relu(value: V128): V128 {
  return f32x4.add(f32x4.pseudoMaximum(value, v128.zero), v128.zero);
}
