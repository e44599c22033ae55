// Sums of a few entries along an axis: each tap gathers its entries, and its weights are those of a factor along the axis. An
// entry that no tap gives is one of zeros, which stands behind the others.

import { LinnetError } from "../../tensor/errors.js";
import { type Tap, tapsOf } from "../../tensor/ops/resample.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { OpCall } from "./exportTable.js";
import type { GraphWriter } from "./graphWriter.js";
import { isFixed, type Length } from "./length.js";
import { inOrder, type Order } from "./order.js";

type Resampling = OpCall<{ readonly axis: number }, ["x", "indexes", "weights"]>;

/** What a dialect calls the ops that are needed. */
export interface ResamplingOps {
  readonly gather: string;
  readonly mul: string;
  readonly add: string;
  /** Names the value with an entry of zeros at the end of the axis that lies at `place`. */
  pad(writer: GraphWriter, value: string, place: number, lengths: readonly Length[]): string;
}

/** With more taps an entry, a product with a matrix is cheaper. */
const MOST_TAPS = 4;

export function hasFewTaps({ inputs: [, indexes] }: Pick<Resampling, "inputs">): boolean {
  return indexes.shape[1]! <= MOST_TAPS;
}

export function resampleBy(ops: ResamplingOps) {
  return ({ inputs, output, attributes: { axis } }: Resampling, writer: GraphWriter): void => {
    const [x, indexes, weights] = inputs;
    const order = writer.orderOf(x);
    if (![...writer.lengthsOf(indexes), writer.lengthsOf(x)[axis]!].every(isFixed))
      throw new LinnetError(`export: layer "${writer.layer}": resampling along the batch cannot be written`);
    const rows = tapsOf(indexes, weights);
    const columns = Array.from({ length: Math.max(1, ...rows.map((row) => row.length)) }, (_, tap) =>
      rows.map((row) => row[tap] ?? null),
    );
    const source = sourceOf({ x, order, axis, isShort: columns.flat().includes(null) }, ops, writer);
    const sums = { lengths: inOrder(writer.lengthsOf(output), order) };
    const steps = columns.map((taps) => ({
      taps,
      factors: factorsOf(taps, { rank: x.rank, place: order.indexOf(axis) }, writer),
    }));
    const gathered = (taps: readonly (Tap | null)[]): string[] => [
      source,
      writer.integers(taps.map((tap) => tap?.[0] ?? x.shape[axis]!)),
    ];
    const attributes = { axis: order.indexOf(axis) };
    const [first, ...others] = steps;
    if (others.length === 0 && first!.factors === null) {
      writer.emit(output, ops.gather, gathered(first!.taps), { order, attributes });
      return;
    }
    const parts = steps.map(({ taps, factors }) => {
      const entries = writer.helper(ops.gather, gathered(taps), { ...sums, attributes });
      return factors === null ? entries : writer.helper(ops.mul, [entries, factors], sums);
    });
    const sum = parts.reduce((total, part) => writer.helper(ops.add, [total, part], sums));
    writer.give(output, sum, order);
  };
}

interface Source {
  readonly x: Tensor;
  readonly order: Order;
  readonly axis: number;
  /** Whether some entry has no tap. */
  readonly isShort: boolean;
}

function sourceOf({ x, order, axis, isShort }: Source, ops: ResamplingOps, writer: GraphWriter): string {
  const value = writer.read(x, order);
  if (!isShort) return value;
  const lengths = writer
    .lengthsOf(x)
    .map((length, one) => (one === axis ? { ...length, fixed: length.fixed + 1 } : length));
  return ops.pad(writer, value, order.indexOf(axis), inOrder(lengths, order));
}

/** The weights along the axis; null if all of them are 1. */
function factorsOf(
  taps: readonly (Tap | null)[],
  { rank, place }: { readonly rank: number; readonly place: number },
  writer: GraphWriter,
): string | null {
  if (taps.every((tap) => tap === null || tap[1] === 1)) return null;
  const shape = Array.from({ length: rank }, (_, one) => (one === place ? taps.length : 1));
  return writer.constant(
    Float32Array.from(taps, (tap) => tap?.[1] ?? 0),
    shape,
    "weights",
  );
}
