// What is done to a sum before it is stored: residual and activation. The bias is what sums start from.

import type { Slot } from "../../../graph/plan.js";
import { addendKind } from "../../../tensor/ops/epilogue.js";
import type { Activation } from "../../../tensor/tensor.js";
import { f32, f32x4, type V128 } from "../assembler/expression.js";

export interface Epilogue {
  readonly bias: boolean;
  readonly residual: boolean;
  readonly activation: Activation;
}

export const noEpilogue: Epilogue = { bias: false, residual: false, activation: "none" };

export interface EpilogueOperands {
  readonly epilogue: Epilogue;
  /** The bias, then the residual, where there are any. */
  readonly operands: readonly Slot[];
}

/** Sorts the addends of a fused op. */
export function readEpilogue(addends: readonly Slot[], output: Slot, activation: Activation): EpilogueOperands {
  const find = (kind: "bias" | "residual"): Slot | undefined =>
    addends.find(({ shape }) => addendKind(shape, output.shape) === kind);
  const bias = find("bias");
  const residual = find("residual");
  return {
    epilogue: { bias: bias !== undefined, residual: residual !== undefined, activation },
    operands: [bias, residual].filter((slot) => slot !== undefined),
  };
}

export function describeEpilogue({ bias, residual, activation }: Epilogue): string {
  return `${bias ? "+bias" : ""}${residual ? "+residual" : ""}${activation === "none" ? "" : `+${activation}`}`;
}

/** NaN stays NaN. */
export function activate(value: V128, activation: Activation): V128 {
  if (activation === "none") return value;
  const positive = f32x4.pseudoMaximum(value, v128Splat(0));
  return activation === "relu6" ? f32x4.pseudoMinimum(positive, v128Splat(6)) : positive;
}

function v128Splat(value: number): V128 {
  return f32x4.splat(f32.constant(value));
}
