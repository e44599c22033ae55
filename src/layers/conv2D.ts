// Conv2D: convolution over pictures.

import { expect } from "../tensor/errors.js";
import { conv2d, conv2dOp } from "../tensor/ops/conv2d.js";
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

export interface Conv2DOptions extends ConvolutionOptions {
  /** The number of output channels. */
  readonly filters: number;
}

/** Convolution of `[batch, height, width, channels]`. See https://keras.io/api/layers/convolution_layers/convolution2d. */
export class Conv2D extends Layer {
  readonly className = "Conv2D";
  readonly #filters: number;
  readonly #options;

  constructor(options: Conv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    return { filters: this.#filters, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return windowShape(conv2dOp, input!, { kernel: this.#kernelShape(input!), options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, kernelInitializer, seed } = this.#options;
    this.addParameter("kernel", this.#kernelShape(input!), initializer(kernelInitializer, seed));
    if (useBias) this.addParameter("bias", [this.#filters], initializer("zeros"));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const output = conv2d(x!, context.read(this.parameter("kernel")), windowOptions(this.#options));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #kernelShape(input: Shape): Shape {
    expect(input.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input)}`);
    return [...this.#options.kernelSize, input[2]!, this.#filters];
  }
}
