// Conv2DTranspose: convolution turned around, which makes pictures larger.

import { conv2dTranspose, type TransposedOptions, transposedSize } from "../tensor/conv2dTranspose.js";
import { expectWhole } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Pair, toPair } from "../tensor/window.js";
import type { ConstraintOption } from "./constraints.js";
import {
  type ConvolutionOptions,
  channelsOf,
  convolutionConfig,
  convolutionKinds,
  finishConvolution,
  resolveConvolution,
  windowOptions,
} from "./convolution.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, pairKind, regularizerKind, signatureOf } from "./signature.js";
import { weightRule } from "./weightRule.js";

export interface Conv2DTransposeOptions extends ConvolutionOptions {
  /** The number of output channels. */
  readonly filters: number;
  /** Rows and columns beyond what the windows give, below the strides. Default: null, as many as the padding asks for. */
  readonly outputPadding?: number | Pair | null;
  /** Default: `glorotUniform`. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: null. */
  readonly kernelRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly kernelConstraint?: ConstraintOption;
}

/**
 * Transposed convolution of `[batch, height, width, channels]`; its kernel is `[height, width, filters, channels]`.
 * See https://keras.io/api/layers/convolution_layers/convolution2d_transpose.
 */
export class Conv2DTranspose extends Layer {
  static override readonly signature = signatureOf<Conv2DTransposeOptions>("Conv2DTranspose", {
    ...convolutionKinds,
    filters: "number",
    outputPadding: [...pairKind, "null"],
    kernelInitializer: initializerKind,
    kernelRegularizer: regularizerKind,
    kernelConstraint: constraintKind,
  });
  readonly className = "Conv2DTranspose";
  static {
    nameLayerClass("Conv2DTranspose", Conv2DTranspose);
  }
  readonly #filters: number;
  readonly #outputPadding: Pair | null;
  readonly #kernel;
  readonly #options;

  constructor(options: Conv2DTransposeOptions) {
    super(options);
    const { outputPadding = null } = options;
    this.#filters = options.filters;
    this.#outputPadding = outputPadding === null ? null : toPair(outputPadding);
    this.#options = resolveConvolution(this.label, options);
    this.#kernel = weightRule(this.label, "kernel", options, {
      initializer: "glorotUniform",
      seed: this.#options.seed,
    });
  }

  config(): LayerConfig {
    const own = { filters: this.#filters, outputPadding: this.#outputPadding };
    return { ...own, ...this.#kernel.config, ...convolutionConfig(this.#options) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const kernel = this.#kernelShape(input!);
    return [...transposedSize([1, ...input!], kernel, this.#transposed(input!)), this.#filters];
  }

  protected override build([input]: readonly Shape[]): void {
    const { useBias, bias } = this.#options;
    this.addParameter("kernel", this.#kernelShape(input!), this.#kernel.initialize, this.#kernel);
    if (useBias) this.addParameter("bias", [this.#filters], bias.initialize, bias);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const output = conv2dTranspose(x!, context.read(this.parameter("kernel")), this.#transposed(x!.shape.slice(1)));
    const bias = this.#options.useBias ? context.read(this.parameter("bias")) : null;
    return finishConvolution(output, bias, this.#options.activation);
  }

  /** With an output padding, `same` cuts half of the kernel off each side, as Keras has it. */
  #transposed(input: Shape): TransposedOptions {
    const window = windowOptions(this.#options);
    if (this.#outputPadding === null) return window;
    const { kernelSize, strides, dilationRate, padding } = this.#options;
    const lengths = ([0, 1] as const).map((axis) => {
      const span = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
      const cut = padding === "same" ? Math.floor(span / 2) : 0;
      return (input[axis]! - 1) * strides[axis] + span - 2 * cut + this.#outputPadding![axis];
    });
    return { ...window, outputSize: [lengths[0]!, lengths[1]!] };
  }

  #kernelShape(input: Shape): Shape {
    const channels = channelsOf(input, this.#options);
    expectWhole("filters", this.#filters);
    for (const cells of this.#outputPadding ?? []) expectWhole("outputPadding", cells, 0);
    return [...this.#options.kernelSize, this.#filters, channels];
  }
}
