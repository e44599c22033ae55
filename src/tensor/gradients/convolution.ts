// The gradients of a convolution, of whatever kind, and of the two ops that compute them.

import { apply, gradientOf } from "../op.js";
import type { Shape } from "../shape.js";
import type { OpDefinition } from "../tensor.js";
import type { Window2d } from "../window.js";

interface ConvolutionOps {
  readonly convolution: OpDefinition<Window2d, ["x", "kernel"]>;
  readonly inputGradient: OpDefinition<Window2d & { readonly inputShape: Shape }, ["dy", "kernel"]>;
  readonly kernelGradient: OpDefinition<Window2d & { readonly kernelShape: Shape }, ["x", "dy"]>;
}

/** All three are linear in both of their inputs, and each is the derivative of another. */
export function convolutionGradients({ convolution, inputGradient, kernelGradient }: ConvolutionOps) {
  return [
    gradientOf(convolution, {
      x: (dy, { inputs: [x, kernel], attributes }) =>
        apply(inputGradient, [dy, kernel!], { ...attributes, inputShape: x!.shape }),
      kernel: (dy, { inputs: [x, kernel], attributes }) =>
        apply(kernelGradient, [x!, dy], { ...attributes, kernelShape: kernel!.shape }),
    }),
    gradientOf(inputGradient, {
      dy: (ddx, { inputs: [, kernel], attributes }) => apply(convolution, [ddx, kernel!], windowOf(attributes)),
      kernel: (ddx, { inputs: [dy, kernel], attributes }) =>
        apply(kernelGradient, [ddx, dy!], { ...windowOf(attributes), kernelShape: kernel!.shape }),
    }),
    gradientOf(kernelGradient, {
      x: (ddk, { inputs: [x, dy], attributes }) =>
        apply(inputGradient, [dy!, ddk], { ...windowOf(attributes), inputShape: x!.shape }),
      dy: (ddk, { inputs: [x], attributes }) => apply(convolution, [x!, ddk], windowOf(attributes)),
    }),
  ];
}

/** The window alone of attributes that have more. */
function windowOf({ strides, padding, dilation }: Window2d): Window2d {
  return { strides, padding, dilation };
}
