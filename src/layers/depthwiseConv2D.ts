// DepthwiseConv2D: every channel is convolved on its own.

import { expect } from "../tensor/errors.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  type ConvolutionOptions,
  finishConvolution,
  resolveConvolution,
  windowOptions,
  windowShape,
} from "./convolution.js";
import { initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";

export interface DepthwiseConv2DOptions extends ConvolutionOptions {
  /** Output channels for each input channel; 1. */
  readonly depthMultiplier?: number;
}

/**
 * Depthwise convolution of `[batch, height, width, channels]` (MobileNets, arXiv 1704.04861, section 3.1).
 * See https://keras.io/api/layers/convolution_layers/depthwise_convolution2d.
 */
export class DepthwiseConv2D extends Layer {
  readonly className = "DepthwiseConv2D";
  readonly #depthMultiplier: number;
  readonly #options;

  constructor(options: DepthwiseConv2DOptions) {
    super(options);
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    return { depthMultiplier: this.#depthMultiplier, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return windowShape(depthwiseConv2dOp, input!, { kernel: this.#kernelShape(input!), options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, kernelInitializer, seed } = this.#options;
    this.addParameter("depthwise_kernel", this.#kernelShape(input!), initializer(kernelInitializer, seed));
    if (useBias) this.addParameter("bias", [input![2]! * this.#depthMultiplier], initializer("zeros"));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const output = depthwiseConv2d(x!, context.read(this.parameter("depthwise_kernel")), windowOptions(this.#options));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #kernelShape(input: Shape): Shape {
    expect(input.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input)}`);
    return [...this.#options.kernelSize, input[2]!, this.#depthMultiplier];
  }
}
