// Conv2D: convolution over pictures.

import { convolveInGroups } from "../tensor/groups.js";
import { conv2dOp } from "../tensor/ops/conv2d.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConstraintOption } from "./constraints.js";
import {
  type ConvolutionOptions,
  channelsOf,
  channelsPerGroup,
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

export interface Conv2DOptions extends ConvolutionOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Parts of equal size that the channels are cut into, each of which is convolved on its own. Default: 1. */
  readonly groups?: number;
  /** Default: `glorotUniform`. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: null. */
  readonly kernelRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly kernelConstraint?: ConstraintOption;
}

/** Convolution of `[batch, height, width, channels]`. See https://keras.io/api/layers/convolution_layers/convolution2d. */
export class Conv2D extends Layer {
  static override readonly signature = signatureOf<Conv2DOptions>("Conv2D", {
    ...convolutionKinds,
    filters: "number",
    groups: "number",
    kernelInitializer: initializerKind,
    kernelRegularizer: regularizerKind,
    kernelConstraint: constraintKind,
  });
  readonly className = "Conv2D";
  readonly #filters: number;
  readonly #groups: number;
  readonly #kernel;
  readonly #options;

  constructor(options: Conv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#groups = options.groups ?? 1;
    this.#options = resolveConvolution(this.label, options);
    this.#kernel = weightRule(this.label, "kernel", options, {
      initializer: "glorotUniform",
      seed: this.#options.seed,
    });
  }

  config(): LayerConfig {
    const groups = this.#groups === 1 ? {} : { groups: this.#groups };
    return { filters: this.#filters, ...groups, ...this.#kernel.config, ...convolutionConfig(this.#options) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const kernel = this.#kernelShape(input!);
    const group = [...input!.slice(0, -1), kernel[2]!];
    return windowShape(conv2dOp, group, { kernel, options: this.#options });
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, bias } = this.#options;
    this.addParameter("kernel", this.#kernelShape(input!), this.#kernel.initialize, this.#kernel);
    if (useBias) this.addParameter("bias", [this.#filters], bias.initialize, bias);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const kernel = context.read(this.parameter("kernel"));
    const output = convolveInGroups(x!, kernel, windowOptions(this.#options), this.#groups);
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  #kernelShape(input: Shape): Shape {
    const channels = channelsPerGroup(channelsOf(input, this.#options), this.#filters, this.#groups);
    return [...this.#options.kernelSize, channels, this.#filters];
  }
}
