// DepthwiseConv2D: convolves every channel on its own.

import { expectWhole } from "../tensor/errors.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import {
  type ConvolutionOptions,
  channelsOf,
  finishConvolution,
  resolveConvolution,
  windowOptions,
  windowShape,
} from "./convolution.js";
import { type InitializerName, initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";

export interface DepthwiseConv2DOptions extends ConvolutionOptions {
  /** Output channels for each input channel. Default: 1. */
  readonly depthMultiplier?: number;
  /** Default: `glorotUniform`. */
  readonly depthwiseInitializer?: InitializerName;
}

/**
 * Depthwise convolution of `[batch, height, width, channels]` (MobileNets, arXiv 1704.04861, section 3.1).
 * See https://keras.io/api/layers/convolution_layers/depthwise_convolution2d.
 */
export class DepthwiseConv2D extends Layer {
  readonly className = "DepthwiseConv2D";
  readonly #depthMultiplier: number;
  readonly #depthwiseInitializer: InitializerName;
  readonly #options;

  constructor(options: DepthwiseConv2DOptions) {
    super(options);
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    this.#depthwiseInitializer = options.depthwiseInitializer ?? "glorotUniform";
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    const own = { depthMultiplier: this.#depthMultiplier, depthwiseInitializer: this.#depthwiseInitializer };
    return { ...own, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return windowShape(depthwiseConv2dOp, input!, { kernel: this.#kernelShape(input!), options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, biasInitializer, seed } = this.#options;
    const kernel = this.#kernelShape(input!);
    this.addParameter("depthwise_kernel", kernel, initializer(this.#depthwiseInitializer, seed));
    if (useBias) this.addParameter("bias", [kernel[2]! * kernel[3]!], initializer(biasInitializer, seed));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const output = depthwiseConv2d(x!, context.read(this.parameter("depthwise_kernel")), windowOptions(this.#options));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #kernelShape(input: Shape): Shape {
    const channels = channelsOf(input, this.#options);
    expectWhole("depthMultiplier", this.#depthMultiplier);
    return [...this.#options.kernelSize, channels, this.#depthMultiplier];
  }
}
