// The bias and the residual that a fused step adds to its sums, as text.

import { sizeOf } from "../../../tensor/shape.js";
import type { SumStep } from "../../fusedStep.js";
import type { Binding, Lane } from "./kernel.js";

const FIRST = 2;

export interface Addends {
  readonly bindings: readonly Binding[];
  /** The sum of `value` and the addends at the output's element `place`, in channel `channel`; both counted in lanes. */
  add(value: string, place: string, channel: string): string;
}

/** In lanes as those of the output. */
export function addendsOf({ addends }: SumStep<object>, lane: Lane): Addends {
  const named = addends.map(({ kind, input }, index) => ({ kind, name: `addend${index}`, size: sizeOf(input.shape) }));
  return {
    bindings: named.map(({ name, size }, index) => ({ name, input: FIRST + index, lane, size })),
    add: (value, place, channel) =>
      [value, ...named.map(({ kind, name }) => `${name}[${kind === "bias" ? channel : place}]`)].join(" + "),
  };
}
