// The gradients of pooling over windows of a picture.

import { apply, defineOp, gradientOf } from "../op.js";
import { averagePool2dOp, cellCounts, forEachPair, maxPool2dOp, type Pool2d } from "../ops/pool.js";
import type { Shape } from "../shape.js";
import type { Site, Values } from "../tensor.js";

/** Gives each cell of a window the window's gradient divided by the number of its cells. */
export const averagePool2dGradientOp = defineOp<
  Pool2d & { readonly inputShape: Shape },
  ["dy"],
  "averagePool2dGradient"
>({
  name: "averagePool2dGradient",
  inputs: ["dy"],
  shape: (_, { inputShape }) => inputShape,
  reference: ([dy], dx, { inputs: [pooled], output, attributes }) => {
    const channels = output[3]!;
    const counts = cellCounts(output, pooled!, attributes);
    dx.fill(0);
    forEachPair(output, pooled!, attributes, (xStart, yStart) => {
      const share = 1 / counts[yStart / channels]!;
      for (let c = 0; c < channels; c += 1) dx[xStart + c]! += dy![yStart + c]! * share;
    });
  },
  gradient: { none: "second derivatives of pools are not defined" },
});

/** The whole gradient of a window goes to its largest cell, the first if several are equal. A first cell of NaN stays it. */
export const maxPool2dGradientOp = defineOp<Pool2d, ["x", "dy"], "maxPool2dGradient">({
  name: "maxPool2dGradient",
  inputs: ["x", "dy"],
  shape: ([x]) => x!,
  reference: (inputs, dx, site) => maxPoolGradient(inputs, dx, site),
  gradient: { none: "second derivatives of pools are not defined" },
});

function maxPoolGradient([x, dy]: readonly Values[], dx: Values, { inputs, output, attributes }: Site<Pool2d>): void {
  const channels = output[3]!;
  const largest = new Int32Array(dy!.length).fill(-1);
  // A window's cells come in row-major order.
  forEachPair(output, inputs[1]!, attributes, (xStart, yStart) => {
    for (let c = 0; c < channels; c += 1) {
      const before = largest[yStart + c]!;
      if (before < 0 || x![before]! < x![xStart + c]!) largest[yStart + c] = xStart + c;
    }
  });
  dx.fill(0);
  for (let i = 0; i < largest.length; i += 1) dx[largest[i]!]! += dy![i]!;
}

export const poolGradients = [
  gradientOf(averagePool2dOp, {
    x: (dy, { inputs: [x], attributes }) =>
      apply(averagePool2dGradientOp, [dy], { ...attributes, inputShape: x!.shape }),
  }),
  gradientOf(maxPool2dOp, {
    x: (dy, { inputs: [x], attributes }) => apply(maxPool2dGradientOp, [x!, dy], attributes),
  }),
];
