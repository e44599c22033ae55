// Which buffer each value of a plan lives in. Two values share one if they do not live at the same time.
//
// The plan's own arena does not serve: a shader must not write to a buffer that it reads through another binding.

import type { Plan, Slot } from "../../graph/plan.js";
import { byteLength } from "../../graph/storageType.js";

/** A buffer by its number, or a constant by its place in the plan's constants. */
export type Place = { readonly buffer: number } | { readonly constant: number };

export interface Places {
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  readonly inputs: readonly number[];
  readonly steps: readonly { readonly inputs: readonly Place[]; readonly output: number }[];
  readonly outputs: readonly Place[];
}

interface Value {
  readonly bytes: number;
  /** The step that makes it; -1 for an input. */
  readonly first: number;
  last: number;
}

type Source = { readonly value: number } | { readonly constant: number };

export function assignPlaces(plan: Plan): Places {
  const values: Value[] = [];
  /** Who wrote last to a place of the plan: that tells values apart which share it. */
  const current = new Map<string, number>();
  const constants = new Map(plan.constants.map(({ slot }, index) => [slot.byteOffset, index]));
  const keyOf = ({ region, byteOffset }: Slot): string => `${region}${byteOffset}`;
  const write = (slot: Slot, first: number): number => {
    current.set(keyOf(slot), values.length);
    return values.push({ bytes: byteLength(slot.shape, slot.type), first, last: first }) - 1;
  };
  const read = (slot: Slot, at: number): Source => {
    if (slot.region === "constant") return { constant: constants.get(slot.byteOffset)! };
    const value = current.get(keyOf(slot))!;
    values[value]!.last = at;
    return { value };
  };
  const inputs = plan.inputs.map((slot) => write(slot, -1));
  const steps = plan.steps.map(({ inputs: read_, output }, at) => ({
    inputs: read_.map((slot) => read(slot, at)),
    output: write(output, at),
  }));
  const outputs = plan.outputs.map((slot) => read(slot, plan.steps.length));
  const { buffers, bufferOf } = share(values, plan.steps.length);
  const placeOf = (source: Source): Place => ("constant" in source ? source : { buffer: bufferOf[source.value]! });
  return {
    buffers,
    inputs: inputs.map((value) => bufferOf[value]!),
    steps: steps.map((step) => ({ inputs: step.inputs.map(placeOf), output: bufferOf[step.output]! })),
    outputs: outputs.map(placeOf),
  };
}

/** Gives each value, in the order in which they are made, the free buffer that fits best, enlarged if none is large enough. */
function share(values: readonly Value[], end: number): { buffers: number[]; bufferOf: number[] } {
  const buffers: number[] = [];
  const bufferOf: number[] = [];
  const freeFrom: number[] = [];
  values.forEach(({ bytes, first, last }, value) => {
    const free = buffers.map((_, buffer) => buffer).filter((buffer) => freeFrom[buffer]! <= first);
    const fitting = free.filter((buffer) => buffers[buffer]! >= bytes).sort((a, b) => buffers[a]! - buffers[b]!);
    const largest = free.sort((a, b) => buffers[b]! - buffers[a]!);
    const buffer = fitting[0] ?? largest[0] ?? buffers.length;
    buffers[buffer] = Math.max(buffers[buffer] ?? 0, bytes);
    // The step that reads it last may not write to it.
    freeFrom[buffer] = last >= end ? Number.POSITIVE_INFINITY : last + 1;
    bufferOf[value] = buffer;
  });
  return { buffers, bufferOf };
}
