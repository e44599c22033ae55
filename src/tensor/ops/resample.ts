// Weighted sums of a few entries along one axis: resizing, and every way of moving entries of an axis about.

import { checkArgument } from "../checkArgument.js";
import { checkTensor } from "../checkTensor.js";
import { describe } from "../describe.js";
import { expect, ShapeError } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { rank2, type Shape, sizeOf } from "../shape.js";
import { type OpDefinition, Tensor } from "../tensor.js";

/** An entry of the input's axis, and its weight. */
export type Tap = readonly [index: number, weight: number];

interface Resample {
  readonly axis: number;
}

/**
 * `y[.., o, ..] = sum over t of weights[o, t] x[.., indexes[o, t], ..]`. An index of -1 is no entry at all, so that all
 * rows of `indexes` and `weights` have one length.
 */
export const resampleOp: OpDefinition<Resample, ["x", "indexes", "weights"], "resample"> = defineOp({
  name: "resample",
  inputs: ["x", "indexes", "weights"],
  shape: ([x, indexes], { axis }) => {
    expect(
      Number.isInteger(axis) && axis >= 0 && axis < x!.length,
      () => `axis ${axis} is not among the ${x!.length} of x`,
    );
    return x!.map((length, index) => (index === axis ? indexes![0]! : length));
  },
  reference: ([x, indexes, weights], y, { inputs: [input, table], attributes: { axis } }) => {
    const [rows, taps] = rank2(table!);
    const { outer, length, inner } = alongAxis(input!, axis);
    y.fill(0);
    for (let row = 0; row < outer * rows; row += 1) {
      const tapStart = (row % rows) * taps;
      const rowStart = Math.floor(row / rows) * length * inner;
      for (let tap = tapStart; tap < tapStart + taps; tap += 1) {
        const start = rowStart + indexes![tap]! * inner;
        const weight = weights![tap]!;
        if (indexes![tap]! < 0) continue;
        for (let i = 0; i < inner; i += 1) y[row * inner + i]! += weight * x![start + i]!;
      }
    }
  },
  multiplyAdds: ({ inputs: [, indexes], output }) => sizeOf(output) * indexes![1]!,
  gradient: "listed",
});

/** A shape as the entries of one axis, what lies before it and what each entry holds. */
export function alongAxis(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

/**
 * Each entry of the output's axis as a weighted sum of entries of x's: `taps` has a list for each. An empty list gives 0.
 * Axis -1 is the last. @throws ShapeError if x lacks the axis, or an index is not one of its
 */
export function resample(x: Tensor, axis: number, taps: readonly (readonly Tap[])[]): Tensor {
  checkTensor("resample", "x", x);
  checkArgument("resample", "axis", axis, "number");
  checkArgument("resample", "taps", taps, "list");
  const place = axis < 0 ? axis + x.rank : axis;
  const length = x.shape[place] ?? 0;
  const isTap = (tap: unknown): boolean =>
    Array.isArray(tap) && Number.isInteger(tap[0]) && tap[0] >= 0 && tap[0] < length && typeof tap[1] === "number";
  const wrong = taps.findIndex((row) => !Array.isArray(row) || !row.every(isTap));
  if (wrong >= 0) {
    const found = `expected lists of [index below ${length}, weight], got ${describe(taps[wrong])} at ${wrong}`;
    throw new ShapeError("resample", found, [["x", x.shape]]);
  }
  return apply(resampleOp, [x, ...tapTensors(taps)], { axis: place });
}

/** The op's two inputs: rows as long as the longest list, of one tap or more. */
function tapTensors(taps: readonly (readonly Tap[])[]): [indexes: Tensor, weights: Tensor] {
  const most = taps.reduce((longest, row) => Math.max(longest, row.length), 1);
  const shape = [taps.length, most];
  const indexes = new Float32Array(sizeOf(shape)).fill(-1);
  const weights = new Float32Array(sizeOf(shape));
  taps.forEach((row, place) => {
    row.forEach(([index, weight], tap) => {
      indexes[place * most + tap] = index;
      weights[place * most + tap] = weight;
    });
  });
  return [Tensor.from(indexes, shape), Tensor.from(weights, shape)];
}

/** `tapTensors` back. */
export function tapsOf(indexes: Tensor, weights: Tensor): Tap[][] {
  const [rows, most] = indexes.shape as [number, number];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: most }, (_, tap): Tap => {
      const place = row * most + tap;
      return [indexes.values[place]!, weights.values[place]!];
    }).filter(([index]) => index >= 0),
  );
}

/** The entries of x's axis at these places, in this order; -1 gives zeros. @throws ShapeError as `resample` does */
export function takeAlong(x: Tensor, axis: number, places: readonly number[]): Tensor {
  checkArgument("takeAlong", "places", places, "list");
  return resample(
    x,
    axis,
    places.map((place): readonly Tap[] => (place === -1 ? [] : [[place, 1]])),
  );
}

/**
 * Channels in `groups` are dealt out anew: the first of each group, then the second of each (ShuffleNet, arXiv 1707.01083,
 * section 3.1). x `[..., channels]`. @throws ShapeError if groups does not divide the channels
 */
export function channelShuffle(x: Tensor, groups: number): Tensor {
  checkTensor("channelShuffle", "x", x);
  checkArgument("channelShuffle", "groups", groups, "number");
  const channels = x.shape[x.rank - 1] ?? 0;
  const each = channels / groups;
  if (!Number.isInteger(each) || !Number.isInteger(groups) || groups < 1) {
    const found = `groups is expected to divide ${channels} channels, got ${describe(groups)}`;
    throw new ShapeError("channelShuffle", found, [["x", x.shape]]);
  }
  return takeAlong(
    x,
    -1,
    Array.from({ length: channels }, (_, channel) => (channel % groups) * each + Math.floor(channel / groups)),
  );
}
