// One form for a step of a convolution or a product, whether the op's own or its fused form's:
// `y = activation(left * right + bias + residual)`.

import type { Slot } from "../graph/plan.js";
import { type AddendKind, addendsOf, type Fused } from "../tensor/ops/epilogue.js";
import type { Activation } from "../tensor/tensor.js";

export interface SumStep<A> {
  readonly attributes: A;
  readonly inputs: readonly [left: Slot, right: Slot];
  readonly output: Slot;
  readonly activation: Activation;
  /** At most a bias and a residual, in the order of the step's inputs. */
  readonly addends: readonly { readonly kind: AddendKind; readonly input: Slot }[];
}

/** A step of the op itself: nothing is added to its sums. */
export function plainSum<A>({ attributes, inputs, output }: Pick<SumStep<A>, "attributes" | "inputs" | "output">) {
  return { attributes, inputs, output, activation: "none", addends: [] } satisfies SumStep<A>;
}

interface FusedStep<A> {
  readonly attributes: Fused<A>;
  readonly inputs: readonly [left: Slot, right: Slot, ...addends: Slot[]];
  readonly output: Slot;
}

/** A step of the op's fused form. */
export function fusedSum<A>({ attributes: { base, activation }, inputs, output }: FusedStep<A>): SumStep<A> {
  const [left, right] = inputs;
  return { attributes: base, inputs: [left, right], output, activation, addends: addendsOf(inputs, output.shape) };
}
