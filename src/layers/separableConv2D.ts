// SeparableConv2D: a depthwise convolution, then a pointwise one that mixes the channels.

import { expect } from "../tensor/errors.js";
import { conv2d } from "../tensor/ops/conv2d.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { finishConvolution, resolveConvolution, windowOptions, windowShape } from "./convolution.js";
import type { DepthwiseConv2DOptions } from "./depthwiseConv2D.js";
import { initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";

export interface SeparableConv2DOptions extends DepthwiseConv2DOptions {
  /** The number of output channels. */
  readonly filters: number;
}

/** Depthwise separable convolution (arXiv 1704.04861, section 3.1). See https://keras.io/api/layers/convolution_layers/separable_convolution2d. */
export class SeparableConv2D extends Layer {
  readonly className = "SeparableConv2D";
  readonly #filters: number;
  readonly #depthMultiplier: number;
  readonly #options;

  constructor(options: SeparableConv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    return { filters: this.#filters, depthMultiplier: this.#depthMultiplier, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const options = this.#options;
    const depthwise = windowShape(depthwiseConv2dOp, input!, { kernel: this.#depthwiseShape(input!), options });
    return [...depthwise.slice(0, 2), this.#filters];
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, kernelInitializer, seed } = this.#options;
    const initialise = initializer(kernelInitializer, seed);
    this.addParameter("depthwise_kernel", this.#depthwiseShape(input!), initialise);
    this.addParameter("pointwise_kernel", [1, 1, input![2]! * this.#depthMultiplier, this.#filters], initialise);
    if (useBias) this.addParameter("bias", [this.#filters], initializer("zeros"));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const depthwise = depthwiseConv2d(
      x!,
      context.read(this.parameter("depthwise_kernel")),
      windowOptions(this.#options),
    );
    const output = conv2d(depthwise, context.read(this.parameter("pointwise_kernel")));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #depthwiseShape(input: Shape): Shape {
    expect(input.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input)}`);
    return [...this.#options.kernelSize, input[2]!, this.#depthMultiplier];
  }
}
