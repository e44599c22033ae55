// Conv2D: convolution over pictures.

import { expectWhole } from "../tensor/errors.js";
import { conv2d, conv2dOp } from "../tensor/ops/conv2d.js";
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

export interface Conv2DOptions extends ConvolutionOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Default: `glorotUniform`. */
  readonly kernelInitializer?: InitializerName;
}

/** Convolution of `[batch, height, width, channels]`. See https://keras.io/api/layers/convolution_layers/convolution2d. */
export class Conv2D extends Layer {
  readonly className = "Conv2D";
  readonly #filters: number;
  readonly #kernelInitializer: InitializerName;
  readonly #options;

  constructor(options: Conv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#kernelInitializer = options.kernelInitializer ?? "glorotUniform";
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    return { filters: this.#filters, kernelInitializer: this.#kernelInitializer, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return windowShape(conv2dOp, input!, { kernel: this.#kernelShape(input!), options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, biasInitializer, seed } = this.#options;
    this.addParameter("kernel", this.#kernelShape(input!), initializer(this.#kernelInitializer, seed));
    if (useBias) this.addParameter("bias", [this.#filters], initializer(biasInitializer, seed));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const output = conv2d(x!, context.read(this.parameter("kernel")), windowOptions(this.#options));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #kernelShape(input: Shape): Shape {
    const channels = channelsOf(input, this.#options);
    expectWhole("filters", this.#filters);
    return [...this.#options.kernelSize, channels, this.#filters];
  }
}
