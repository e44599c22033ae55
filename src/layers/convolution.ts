// What the convolution layers share: Keras's arguments, and the bias and activation at the end.

import { describe } from "../tensor/describe.js";
import { expect, expectWhole } from "../tensor/errors.js";
import { outputShape } from "../tensor/op.js";
import { add } from "../tensor/ops/binary.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { OpDefinition, Tensor } from "../tensor/tensor.js";
import { type Padding, type Pair, resolveWindow, toPair, type Window2d, type WindowOptions } from "../tensor/window.js";
import { type ActivationName, type ActivationOption, activate, activationName } from "./activations.js";
import type { ConstraintOption } from "./constraints.js";
import type { InitializerOption } from "./initializers.js";
import type { LayerConfig, LayerOptions } from "./layer.js";
import type { RegularizerOption } from "./regularizers.js";
import { activationKind, constraintKind, initializerKind, pairKind, regularizerKind } from "./signature.js";
import { type WeightRule, weightRule } from "./weightRule.js";

export interface ConvolutionOptions extends LayerOptions {
  /** `[height, width]` of the kernel, or one number for both. */
  readonly kernelSize: number | Pair;
  /** Default: 1. */
  readonly strides?: number | Pair;
  /** Default: `valid`. */
  readonly padding?: Padding;
  /** Default: 1. */
  readonly dilationRate?: number | Pair;
  /** Default: `linear`. */
  readonly activation?: ActivationOption;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Default: `zeros`. */
  readonly biasInitializer?: InitializerOption;
  /** Default: null. */
  readonly biasRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly biasConstraint?: ConstraintOption;
  /** The seed of the initializers. Default: 0. */
  readonly seed?: number;
}

export const convolutionKinds = {
  kernelSize: pairKind,
  strides: pairKind,
  padding: ["string", "list"],
  dilationRate: pairKind,
  activation: activationKind,
  useBias: "boolean",
  biasInitializer: initializerKind,
  biasRegularizer: regularizerKind,
  biasConstraint: constraintKind,
  seed: "number",
} as const;

/** The arguments with their defaults. */
export interface ResolvedConvolution {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly bias: WeightRule;
  readonly seed: number;
}

/** @param where whose arguments they are @throws LinnetError if a name is unknown */
export function resolveConvolution(where: string, options: ConvolutionOptions): ResolvedConvolution {
  const { seed = 0 } = options;
  return {
    kernelSize: toPair(options.kernelSize),
    strides: toPair(options.strides ?? 1),
    padding: options.padding ?? "valid",
    dilationRate: toPair(options.dilationRate ?? 1),
    activation: activationName(where, options.activation),
    useBias: options.useBias ?? true,
    bias: weightRule(where, "bias", options, { initializer: "zeros", seed }),
    seed,
  };
}

/** The arguments as `config` gives them. */
export function convolutionConfig({ bias, seed, ...options }: ResolvedConvolution): LayerConfig {
  return { ...options, ...bias.config, seed };
}

export function windowOptions({ strides, padding, dilationRate }: ResolvedConvolution): WindowOptions {
  return { strides, padding, dilation: dilationRate };
}

/** The output shape of an op over windows, for one picture without its batch axis. */
export function windowShape(
  op: OpDefinition<Window2d>,
  input: Shape,
  { kernel, options }: { readonly kernel: Shape; readonly options: ResolvedConvolution },
): Shape {
  const picture = [1, ...input];
  const window = resolveWindow(picture, options.kernelSize, windowOptions(options));
  return outputShape(op, [picture, kernel], window).slice(1);
}

/**
 * The number of channels of a convolution's input.
 * @throws Expectation if the input is not a picture, or there is no kernel size
 */
export function channelsOf(input: Shape, { kernelSize }: ResolvedConvolution): number {
  expect(input.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input)}`);
  expect(
    kernelSize?.length === 2,
    () => `kernelSize is expected as a number or [height, width], got ${describe(kernelSize)}`,
  );
  return input[2]!;
}

/** The input channels of each group. @throws Expectation if the groups do not divide channels and filters */
export function channelsPerGroup(channels: number, filters: number, groups: number): number {
  expectWhole("filters", filters);
  expectWhole("groups", groups);
  expect(
    channels % groups === 0 && filters % groups === 0,
    () => `groups is expected to divide ${channels} channels and ${filters} filters, got ${groups}`,
  );
  return channels / groups;
}

/** Adds the bias, if there is one, and applies the activation. */
export function finishConvolution(output: Tensor, bias: Tensor | null, activation: ActivationName): Tensor {
  return activate(activation, bias === null ? output : add(output, bias));
}
