// Which buffer each value of a plan lives in. Two values share one if they do not live at the same time.
//
// The plan's own arena does not serve: a shader must not write to a buffer that it reads through another binding.

import type { Source, Values } from "./values.js";

/** A buffer by its number, or a constant by its place in the plan's constants. */
export type Place = { readonly buffer: number } | { readonly constant: number };

export interface Places {
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  of(source: Source): Place;
}

/** @param steps what is run, in order */
export function assignPlaces(
  { bytes, inputs, outputs }: Pick<Values, "bytes" | "inputs" | "outputs">,
  steps: readonly { readonly reads: readonly Source[]; readonly writes: number }[],
): Places {
  const lastRead = new Map<number, number>();
  const read = (source: Source, at: number): void => {
    if ("value" in source) lastRead.set(source.value, at);
  };
  steps.forEach(({ reads }, at) => {
    for (const source of reads) read(source, at);
  });
  for (const source of outputs) read(source, Number.POSITIVE_INFINITY);
  const buffers: number[] = [];
  const freeFrom: number[] = [];
  const bufferOf = new Map<number, number>();
  const place = (value: number, first: number): void => {
    const buffer = bestBuffer(bytes[value]!, buffers, (candidate) => freeFrom[candidate]! <= first);
    buffers[buffer] = Math.max(buffers[buffer] ?? 0, bytes[value]!);
    // The step that reads it last may not write to it.
    freeFrom[buffer] = (lastRead.get(value) ?? first) + 1;
    bufferOf.set(value, buffer);
  };
  for (const value of inputs) place(value, -1);
  steps.forEach(({ writes }, at) => {
    place(writes, at);
  });
  return { buffers, of: (source) => ("constant" in source ? source : { buffer: bufferOf.get(source.value)! }) };
}

/** The smallest free buffer that is large enough, else the largest, which is then enlarged, else a new one. */
function bestBuffer(bytes: number, sizes: readonly number[], isFree: (buffer: number) => boolean): number {
  let [fitting, largest] = [-1, -1];
  sizes.forEach((size, buffer) => {
    if (!isFree(buffer)) return;
    if (size >= bytes && (fitting < 0 || size < sizes[fitting]!)) fitting = buffer;
    if (largest < 0 || size > sizes[largest]!) largest = buffer;
  });
  return [fitting, largest].find((buffer) => buffer >= 0) ?? sizes.length;
}
