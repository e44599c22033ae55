// SeparableConv2D: a depthwise convolution, then a pointwise one that mixes the channels.

import { expectWhole } from "../tensor/errors.js";
import { conv2d } from "../tensor/ops/conv2d.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { channelsOf, finishConvolution, resolveConvolution, windowOptions, windowShape } from "./convolution.js";
import type { DepthwiseConv2DOptions } from "./depthwiseConv2D.js";
import { type InitializerName, initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";

export interface SeparableConv2DOptions extends DepthwiseConv2DOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Default: `glorotUniform`. */
  readonly pointwiseInitializer?: InitializerName;
}

/** Depthwise separable convolution (arXiv 1704.04861, section 3.1). See https://keras.io/api/layers/convolution_layers/separable_convolution2d. */
export class SeparableConv2D extends Layer {
  readonly className = "SeparableConv2D";
  readonly #filters: number;
  readonly #depthMultiplier: number;
  readonly #initializers: {
    readonly depthwiseInitializer: InitializerName;
    readonly pointwiseInitializer: InitializerName;
  };
  readonly #options;

  constructor(options: SeparableConv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    const { depthwiseInitializer = "glorotUniform", pointwiseInitializer = "glorotUniform" } = options;
    this.#initializers = { depthwiseInitializer, pointwiseInitializer };
    this.#options = resolveConvolution(options);
  }

  config(): LayerConfig {
    const own = { filters: this.#filters, depthMultiplier: this.#depthMultiplier };
    return { ...own, ...this.#initializers, ...this.#options };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const options = this.#options;
    expectWhole("filters", this.#filters);
    const depthwise = windowShape(depthwiseConv2dOp, input!, { kernel: this.#depthwiseShape(input!), options });
    return [...depthwise.slice(0, 2), this.#filters];
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, biasInitializer, seed } = this.#options;
    const { depthwiseInitializer, pointwiseInitializer } = this.#initializers;
    const depthwise = this.#depthwiseShape(input!);
    const pointwise = [1, 1, depthwise[2]! * depthwise[3]!, this.#filters];
    this.addParameter("depthwise_kernel", depthwise, initializer(depthwiseInitializer, seed));
    this.addParameter("pointwise_kernel", pointwise, initializer(pointwiseInitializer, seed));
    if (useBias) this.addParameter("bias", [this.#filters], initializer(biasInitializer, seed));
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
    const channels = channelsOf(input, this.#options);
    expectWhole("depthMultiplier", this.#depthMultiplier);
    return [...this.#options.kernelSize, channels, this.#depthMultiplier];
  }
}
