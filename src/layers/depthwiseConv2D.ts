// DepthwiseConv2D: convolves every channel on its own.

import { expectWhole } from "../tensor/errors.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConstraintOption } from "./constraints.js";
import {
  type ConvolutionOptions,
  channelsOf,
  convolutionConfig,
  convolutionKinds,
  finishConvolution,
  resolveConvolution,
  windowOptions,
  windowShape,
} from "./convolution.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { weightRule } from "./weightRule.js";

export interface DepthwiseConv2DOptions extends ConvolutionOptions {
  /** Output channels for each input channel. Default: 1. */
  readonly depthMultiplier?: number;
  /** Default: `glorotUniform`. */
  readonly depthwiseInitializer?: InitializerOption;
  /** Default: null. */
  readonly depthwiseRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly depthwiseConstraint?: ConstraintOption;
}

export const depthwiseKinds = {
  ...convolutionKinds,
  depthMultiplier: "number",
  depthwiseInitializer: initializerKind,
  depthwiseRegularizer: regularizerKind,
  depthwiseConstraint: constraintKind,
} as const;

/**
 * Depthwise convolution of `[batch, height, width, channels]` (MobileNets, arXiv 1704.04861, section 3.1). Its weight is
 * `depthwise_kernel`, as in Keras 2; files may also call it `kernel`, as Keras 3 does.
 * See https://keras.io/api/layers/convolution_layers/depthwise_convolution2d.
 */
export class DepthwiseConv2D extends Layer {
  static override readonly signature = signatureOf<DepthwiseConv2DOptions>("DepthwiseConv2D", depthwiseKinds);
  readonly className = "DepthwiseConv2D";
  readonly #depthMultiplier: number;
  readonly #depthwise;
  readonly #options;

  constructor(options: DepthwiseConv2DOptions) {
    super(options);
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    this.#options = resolveConvolution(this.label, options);
    this.#depthwise = weightRule(this.label, "depthwise", options, {
      initializer: "glorotUniform",
      seed: this.#options.seed,
    });
  }

  config(): LayerConfig {
    return { depthMultiplier: this.#depthMultiplier, ...this.#depthwise.config, ...convolutionConfig(this.#options) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return windowShape(depthwiseConv2dOp, input!, { kernel: this.#kernelShape(input!), options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, bias } = this.#options;
    const kernel = this.#kernelShape(input!);
    const rules = { ...this.#depthwise, alias: "kernel" };
    this.addParameter("depthwise_kernel", kernel, this.#depthwise.initialize, rules);
    if (useBias) this.addParameter("bias", [kernel[2]! * kernel[3]!], bias.initialize, bias);
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
