// A plan's values, each made once: two that share a place of the plan have numbers of their own.

import type { Plan, Slot, Step } from "../../graph/plan.js";
import { byteLength } from "../../graph/storageType.js";

/** What a step reads: a value by its number, or a constant by its place in the plan's constants. */
export type Source = { readonly value: number } | { readonly constant: number };

export interface ValueStep {
  readonly step: Step;
  readonly reads: readonly Source[];
  readonly writes: number;
}

export interface Values {
  /** Bytes of each value. */
  readonly bytes: readonly number[];
  readonly inputs: readonly number[];
  readonly steps: readonly ValueStep[];
  readonly outputs: readonly Source[];
}

export function valuesOf(plan: Plan): Values {
  const bytes: number[] = [];
  /** Who wrote last to a place of the plan. */
  const current = new Map<string, number>();
  const constants = new Map(plan.constants.map(({ slot }, index) => [slot.byteOffset, index]));
  const keyOf = ({ region, byteOffset }: Slot): string => `${region}${byteOffset}`;
  const write = (slot: Slot): number => {
    current.set(keyOf(slot), bytes.length);
    return bytes.push(byteLength(slot.shape, slot.type)) - 1;
  };
  const read = (slot: Slot): Source =>
    slot.region === "constant" ? { constant: constants.get(slot.byteOffset)! } : { value: current.get(keyOf(slot))! };
  const inputs = plan.inputs.map(write);
  const steps = plan.steps.map((step) => ({ step, reads: step.inputs.map(read), writes: write(step.output) }));
  return { bytes, inputs, steps, outputs: plan.outputs.map(read) };
}

/** How many steps and outputs read each value. */
export function countReads({ bytes, steps, outputs }: Values): number[] {
  const counts = bytes.map(() => 0);
  for (const source of [...steps.flatMap(({ reads }) => reads), ...outputs])
    if ("value" in source) counts[source.value]! += 1;
  return counts;
}
