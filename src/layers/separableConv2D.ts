// SeparableConv2D: a depthwise convolution, then a pointwise one that mixes the channels.

import { expectWhole } from "../tensor/errors.js";
import { conv2d } from "../tensor/ops/conv2d.js";
import { depthwiseConv2d, depthwiseConv2dOp } from "../tensor/ops/depthwiseConv2d.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConstraintOption } from "./constraints.js";
import {
  channelsOf,
  convolutionConfig,
  finishConvolution,
  resolveConvolution,
  windowOptions,
  windowShape,
} from "./convolution.js";
import { type DepthwiseConv2DOptions, depthwiseKinds } from "./depthwiseConv2D.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { weightRule } from "./weightRule.js";

export interface SeparableConv2DOptions extends DepthwiseConv2DOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Default: `glorotUniform`. */
  readonly pointwiseInitializer?: InitializerOption;
  /** Default: null. */
  readonly pointwiseRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly pointwiseConstraint?: ConstraintOption;
}

/** Depthwise separable convolution (arXiv 1704.04861, section 3.1). See https://keras.io/api/layers/convolution_layers/separable_convolution2d. */
export class SeparableConv2D extends Layer {
  static override readonly signature = signatureOf<SeparableConv2DOptions>("SeparableConv2D", {
    ...depthwiseKinds,
    filters: "number",
    pointwiseInitializer: initializerKind,
    pointwiseRegularizer: regularizerKind,
    pointwiseConstraint: constraintKind,
  });
  readonly className = "SeparableConv2D";
  static {
    nameLayerClass("SeparableConv2D", SeparableConv2D);
  }
  readonly #filters: number;
  readonly #depthMultiplier: number;
  readonly #depthwise;
  readonly #pointwise;
  readonly #options;

  constructor(options: SeparableConv2DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#depthMultiplier = options.depthMultiplier ?? 1;
    this.#options = resolveConvolution(this.label, options);
    const { seed } = this.#options;
    this.#depthwise = weightRule(this.label, "depthwise", options, { initializer: "glorotUniform", seed });
    this.#pointwise = weightRule(this.label, "pointwise", options, { initializer: "glorotUniform", seed });
  }

  config(): LayerConfig {
    const own = { filters: this.#filters, depthMultiplier: this.#depthMultiplier };
    return { ...own, ...this.#depthwise.config, ...this.#pointwise.config, ...convolutionConfig(this.#options) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const options = this.#options;
    expectWhole("filters", this.#filters);
    const depthwise = windowShape(depthwiseConv2dOp, input!, { kernel: this.#depthwiseShape(input!), options });
    return [...depthwise.slice(0, 2), this.#filters];
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, bias } = this.#options;
    const depthwise = this.#depthwiseShape(input!);
    const pointwise = [1, 1, depthwise[2]! * depthwise[3]!, this.#filters];
    this.addParameter("depthwise_kernel", depthwise, this.#depthwise.initialize, this.#depthwise);
    this.addParameter("pointwise_kernel", pointwise, this.#pointwise.initialize, this.#pointwise);
    if (useBias) this.addParameter("bias", [this.#filters], bias.initialize, bias);
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
