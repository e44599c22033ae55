// Conv1D and DepthwiseConv1D: convolutions over the steps of sequences, as over pictures of one column.

import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { groupedConv2d } from "../tensor/groupedConv2d.js";
import { outputShape } from "../tensor/op.js";
import { conv2dOp } from "../tensor/ops/conv2d.js";
import { depthwiseConv2d } from "../tensor/ops/depthwiseConv2d.js";
import { reshape } from "../tensor/ops/reshape.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { resolveWindow, type WindowOptions } from "../tensor/window.js";
import type { ConstraintOption } from "./constraints.js";
import {
  type ConvolutionOptions,
  channelsPerGroup,
  convolutionConfig,
  convolutionKinds,
  finishConvolution,
  resolveConvolution,
} from "./convolution.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import type { RegularizerOption } from "./regularizers.js";
import { type Length, lengthOf } from "./sequences.js";
import { constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { type WeightRule, weightRule } from "./weightRule.js";

interface SequenceOptions extends Omit<ConvolutionOptions, "kernelSize" | "strides" | "dilationRate" | "padding"> {
  /** Steps of the kernel. */
  readonly kernelSize: Length;
  /** Default: 1. */
  readonly strides?: Length;
  /** `causal` pads the beginning alone, so that no step sees a later one. Default: `valid`. */
  readonly padding?: "same" | "valid" | "causal";
  /** Default: 1. */
  readonly dilationRate?: Length;
}

const sequenceKinds = { ...convolutionKinds, padding: "string" } as const;

abstract class SequenceConvolution extends Layer {
  readonly #padding: "same" | "valid" | "causal";
  /** Of pictures with one column. */
  protected readonly options;

  constructor(options: SequenceOptions) {
    super(options);
    const { kernelSize, strides = 1, dilationRate = 1, padding = "valid", ...others } = options;
    if (!["same", "valid", "causal"].includes(padding))
      throw new LinnetError(`${this.label}: expected padding to be same, valid or causal, got "${padding}"`);
    this.#padding = padding;
    this.options = resolveConvolution(this.label, {
      ...others,
      kernelSize: [lengthOf(kernelSize), 1],
      strides: [lengthOf(strides), 1],
      dilationRate: [lengthOf(dilationRate), 1],
    });
  }

  protected get sequenceConfig(): LayerConfig {
    const { kernelSize, strides, dilationRate, ...others } = convolutionConfig(this.options) as {
      readonly [name: string]: readonly [number, number];
    };
    return {
      ...others,
      kernelSize: kernelSize![0],
      strides: strides![0],
      dilationRate: dilationRate![0],
      padding: this.#padding,
    };
  }

  protected get window(): WindowOptions {
    const { strides, dilationRate, kernelSize } = this.options;
    const before = dilationRate[0] * (kernelSize[0] - 1);
    const padding = this.#padding === "causal" ? ([before, 0, 0, 0] as const) : this.#padding;
    return { strides, dilation: dilationRate, padding };
  }

  protected channelsOf(input: Shape): number {
    expect(input.length === 2, () => `expected sequences [steps, channels], got ${formatShape(input)}`);
    for (const [name, [length]] of Object.entries({
      kernelSize: this.options.kernelSize,
      strides: this.options.strides,
      dilationRate: this.options.dilationRate,
    }))
      expectWhole(name, length);
    return input[1]!;
  }

  protected shapeOf(input: Shape, filters: number): Shape {
    const column = [1, input[0]!, 1, 1];
    const window = resolveWindow(column, this.options.kernelSize, this.window);
    return [outputShape(conv2dOp, [column, [...this.options.kernelSize, 1, 1]], window)[1]!, filters];
  }

  protected addBias(filters: number): void {
    const { useBias, bias } = this.options;
    if (useBias) this.addParameter("bias", [filters], bias.initialize, bias);
  }

  /** A kernel `[steps, ...]` over columns. */
  protected finish(x: Tensor, kernel: Tensor, context: CallContext): Tensor {
    const [batch, steps, channels] = x.shape as [number, number, number];
    const [length, ...rest] = kernel.shape;
    const output = this.convolve(reshape(x, [batch, steps, 1, channels]), reshape(kernel, [length!, 1, ...rest]));
    const bias = this.options.useBias ? context.read(this.parameter("bias")) : null;
    const sequences = reshape(output, [batch, output.shape[1]!, output.shape[3]!]);
    return finishConvolution(sequences, bias, this.options.activation);
  }

  protected abstract convolve(x: Tensor, kernel: Tensor): Tensor;
}

export interface Conv1DOptions extends SequenceOptions {
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

/** Convolution of `[batch, steps, channels]`. See https://keras.io/api/layers/convolution_layers/convolution1d. */
export class Conv1D extends SequenceConvolution {
  static override readonly signature = signatureOf<Conv1DOptions>("Conv1D", {
    ...sequenceKinds,
    filters: "number",
    groups: "number",
    kernelInitializer: initializerKind,
    kernelRegularizer: regularizerKind,
    kernelConstraint: constraintKind,
  });
  readonly className = "Conv1D";
  static {
    nameLayerClass("Conv1D", Conv1D);
  }
  readonly #filters: number;
  readonly #groups: number;
  readonly #kernel: WeightRule;

  constructor(options: Conv1DOptions) {
    super(options);
    this.#filters = options.filters;
    this.#groups = options.groups ?? 1;
    this.#kernel = weightRule(this.label, "kernel", options, { initializer: "glorotUniform", seed: this.options.seed });
  }

  config(): LayerConfig {
    return { filters: this.#filters, groups: this.#groups, ...this.#kernel.config, ...this.sequenceConfig };
  }

  outputShape([input]: readonly Shape[]): Shape {
    this.#kernelShape(input!);
    return this.shapeOf(input!, this.#filters);
  }

  protected override build([input]: readonly Shape[]): void {
    this.addParameter("kernel", this.#kernelShape(input!), this.#kernel.initialize, this.#kernel);
    this.addBias(this.#filters);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    return this.finish(x!, context.read(this.parameter("kernel")), context);
  }

  protected convolve(x: Tensor, kernel: Tensor): Tensor {
    return groupedConv2d(x, kernel, { ...this.window, groups: this.#groups });
  }

  #kernelShape(input: Shape): Shape {
    const channels = channelsPerGroup(this.channelsOf(input), this.#filters, this.#groups);
    return [this.options.kernelSize[0], channels, this.#filters];
  }
}

export interface DepthwiseConv1DOptions extends SequenceOptions {
  /** Output channels for each input channel. Default: 1. */
  readonly depthMultiplier?: number;
  /** Default: `glorotUniform`. */
  readonly depthwiseInitializer?: InitializerOption;
  /** Default: null. */
  readonly depthwiseRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly depthwiseConstraint?: ConstraintOption;
}

/** Convolves every channel of `[batch, steps, channels]` on its own. See https://keras.io/api/layers/convolution_layers/depthwise_convolution1d. */
export class DepthwiseConv1D extends SequenceConvolution {
  static override readonly signature = signatureOf<DepthwiseConv1DOptions>("DepthwiseConv1D", {
    ...sequenceKinds,
    depthMultiplier: "number",
    depthwiseInitializer: initializerKind,
    depthwiseRegularizer: regularizerKind,
    depthwiseConstraint: constraintKind,
  });
  readonly className = "DepthwiseConv1D";
  static {
    nameLayerClass("DepthwiseConv1D", DepthwiseConv1D);
  }
  readonly #multiplier: number;
  readonly #kernel: WeightRule;

  constructor(options: DepthwiseConv1DOptions) {
    super(options);
    this.#multiplier = options.depthMultiplier ?? 1;
    this.#kernel = weightRule(this.label, "depthwise", options, {
      initializer: "glorotUniform",
      seed: this.options.seed,
    });
  }

  config(): LayerConfig {
    return { depthMultiplier: this.#multiplier, ...this.#kernel.config, ...this.sequenceConfig };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return this.shapeOf(input!, this.#filters(input!));
  }

  #filters(input: Shape): number {
    const channels = this.channelsOf(input);
    expectWhole("depthMultiplier", this.#multiplier);
    return channels * this.#multiplier;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = [this.options.kernelSize[0], this.channelsOf(input!), this.#multiplier];
    this.addParameter("depthwise_kernel", shape, this.#kernel.initialize, { ...this.#kernel, alias: "kernel" });
    this.addBias(this.#filters(input!));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    return this.finish(x!, context.read(this.parameter("depthwise_kernel")), context);
  }

  protected convolve(x: Tensor, kernel: Tensor): Tensor {
    return depthwiseConv2d(x, kernel, this.window);
  }
}
