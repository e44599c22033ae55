// Gradients of ops that only move numbers.

import { apply, defineOp, gradientOf } from "../op.js";
import { broadcastToOp } from "../ops/broadcastTo.js";
import { concatOp } from "../ops/concat.js";
import { pad2dOp } from "../ops/pad2d.js";
import { resample, resampleOp, type Tap, tapsOf } from "../ops/resample.js";
import { reshape, reshapeOp } from "../ops/reshape.js";
import { type Block, forEachRowOfBlock, slice, sliceOp } from "../ops/slice.js";
import { transpose, transposeOp } from "../ops/transpose.js";
import type { Shape } from "../shape.js";
import type { OpDefinition } from "../tensor.js";

/** The gradient in its place, zeros around it. */
export const sliceGradientOp: OpDefinition<Block & { readonly inputShape: Shape }, ["dy"], "sliceGradient"> = defineOp({
  name: "sliceGradient",
  inputs: ["dy"],
  shape: (_, { inputShape }) => inputShape,
  reference: ([dy], dx, { inputs: [block], output, attributes: { begin } }) => {
    dx.fill(0);
    forEachRowOfBlock(output, begin, block!, (start, blockStart, length) => {
      dx.set(dy!.subarray(blockStart, blockStart + length), start);
    });
  },
  gradient: "listed",
});

/** For each of `length` entries, the places that read it, with their weights. */
function turned(taps: readonly (readonly Tap[])[], length: number): Tap[][] {
  const readers = Array.from({ length }, (): Tap[] => []);
  taps.forEach((row, place) => {
    for (const [index, weight] of row) readers[index]!.push([place, weight]);
  });
  return readers;
}

export const layoutGradients = [
  gradientOf(sliceOp, {
    x: (dy, { inputs: [x], attributes }) => apply(sliceGradientOp, [dy], { ...attributes, inputShape: x!.shape }),
  }),
  gradientOf(sliceGradientOp, { dy: (ddx, { attributes: { begin, size } }) => slice(ddx, begin, size) }),
  gradientOf(concatOp, {
    input: (dy, { inputs, attributes: { axis } }, index) => {
      const before = inputs.slice(0, index).reduce((sum, { shape }) => sum + shape[axis]!, 0);
      const { shape } = inputs[index]!;
      return slice(
        dy,
        shape.map((_, other) => (other === axis ? before : 0)),
        shape,
      );
    },
  }),
  gradientOf(pad2dOp, {
    x: (dy, { inputs: [x], attributes: { padding } }) => slice(dy, [0, padding[0], padding[2], 0], x!.shape),
  }),
  gradientOf(reshapeOp, { x: (dy, { inputs: [x] }) => reshape(dy, x!.shape) }),
  gradientOf(transposeOp, {
    x: (dy, { attributes: { permutation } }) =>
      transpose(
        dy,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
  }),
  gradientOf(resampleOp, {
    x: (dy, { inputs: [x, indexes, weights], attributes: { axis } }) =>
      resample(dy, axis, turned(tapsOf(indexes!, weights!), x!.shape[axis]!)),
    indexes: null,
    weights: null,
  }),
  // graph/gradient.ts sums broadcast axes, as for every op.
  gradientOf(broadcastToOp, { x: (dy) => dy }),
];
