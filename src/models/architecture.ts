// An architecture's record: all that a job asks of a network before it is trained. Each has its own file, and a line in
// architectures.ts.

import type { Layer, LayerOutput } from "../layers/layer.js";
import { checkList } from "../tensor/checkArgument.js";
import { checkCount } from "../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape } from "../tensor/shape.js";
import { Model } from "../train/model.js";
import type { Source, Variant, Variants } from "./sources.js";

export interface Architecture {
  /** The key in the list, and in files and options: `mobilenetv1`. */
  readonly name: string;
  /** Its name for people: `MobileNetV1`. */
  readonly title: string;
  create(options?: ArchitectureOptions): BuiltNetwork;
  /** The programs that have it, and what each has decided; the first is the default. */
  readonly variants: Variants;
  /** Height and width of pictures. */
  readonly sizes: { readonly default: number; readonly smallest: number; readonly published: readonly number[] };
  /** Width multipliers with published ImageNet weights; 1 is among them. */
  readonly alphas: readonly number[];
}

/** One number a channel: the mean or the largest; null for whole pictures. */
type Pooling = "avg" | "max" | null;

/** The arguments of `create`, as Keras's functions take them: https://keras.io/api/applications/mobilenet. */
export interface ArchitectureOptions {
  /** `[height, width, 3]`, each side 32 or more. Default: 224 x 224. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** The width multiplier: every number of channels is multiplied by it. Default: 1. */
  readonly alpha?: number;
  /** Whether there is a classifier. Without it the output is `[height / 32, width / 32, channels]`. Default: true. */
  readonly includeTop?: boolean;
  /** Without a classifier, `avg` and `max` give one number a channel. Default: null. */
  readonly pooling?: Pooling;
  /** The number of classes. Default: 1000. */
  readonly classes?: number;
  /** Null leaves the logits. Default: `softmax`. */
  readonly classifierActivation?: "softmax" | null;
  /**
   * Whether batch norm is folded into the convolutions: each then has a bias, and no batch norm follows.
   * Default: false.
   */
  readonly folded?: boolean;
  /** The program whose logits it gives: padding, epsilon and widths of gates differ. Default: the architecture's first. */
  readonly source?: Source;
  /** Of the batch norms: the fraction of the moving statistics that each step keeps. Default: the source's value. */
  readonly momentum?: number;
  /** Seeds the initial weights. Default: 0. */
  readonly seed?: number;
}

/**
 * The names of the layers of each block, first to last. The blocks hold every layer before the pooling and the
 * classifier, each once.
 */
export type Blocks = readonly (readonly string[])[];

export interface BuiltNetwork {
  readonly network: Model;
  readonly blocks: Blocks;
}

const kinds: OptionKinds<ArchitectureOptions> = {
  inputShape: "list",
  alpha: "number",
  includeTop: "boolean",
  pooling: ["string", "null"],
  classes: "number",
  classifierActivation: ["string", "null"],
  folded: "boolean",
  source: "string",
  momentum: "number",
  seed: "number",
};

/** The options with their defaults, and what the source has decided. */
export interface ResolvedOptions extends Required<ArchitectureOptions>, Omit<Variant, "preprocessing"> {}

/**
 * The options with their defaults.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function resolveOptions(
  { title, sizes, variants }: Pick<Architecture, "title" | "sizes" | "variants">,
  options: ArchitectureOptions,
): ResolvedOptions {
  checkOptions(title, options, kinds);
  const {
    inputShape = [sizes.default, sizes.default, 3],
    alpha = 1,
    includeTop = true,
    pooling = null,
    classes = 1000,
    classifierActivation = "softmax",
    folded = false,
    source = defaultSource(variants),
    seed = 0,
  } = options;
  const { padding, epsilon, momentum } = variantOf({ title, variants }, source);
  checkList(title, "inputShape", inputShape, "number");
  checkCount(title, "classes", classes);
  const [height, width, channels] = inputShape;
  const isSize = (side: number): boolean => Number.isInteger(side) && side >= sizes.smallest;
  if (!(channels === 3 && isSize(height) && isSize(width))) {
    const expected = `[height, width, 3] with sides of ${sizes.smallest} or more`;
    throw new LinnetError(`${title}: expected inputShape ${expected}, got ${formatShape(inputShape)}`);
  }
  if (!(alpha > 0 && Number.isFinite(alpha))) throw new LinnetError(`${title}: expected alpha above 0, got ${alpha}`);
  if (pooling !== null && pooling !== "avg" && pooling !== "max")
    throw new LinnetError(`${title}: expected pooling "avg", "max" or null, got "${pooling}"`);
  return {
    ...{ inputShape, alpha, includeTop, pooling, classes, classifierActivation, folded, source, seed },
    ...{ padding, epsilon, momentum: options.momentum ?? momentum },
  };
}

/** The source that is taken where none is named. */
export function defaultSource(variants: Variants): Source {
  return Object.keys(variants)[0] as Source;
}

/** What a source has decided. @throws LinnetError if the source does not have the network */
export function variantOf({ title, variants }: Pick<Architecture, "title" | "variants">, source: Source): Variant {
  const found = Object.hasOwn(variants, source) ? variants[source] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(variants).join(", ");
  throw new LinnetError(`${title}: expected source to be one of ${names}, got ${describe(source)}`);
}

interface Connections {
  readonly name: string;
  readonly inputs: LayerOutput;
  readonly outputs: LayerOutput;
  /** Where each block ends, first to last. A block has the layers that no block before it has. */
  readonly blockEnds: readonly LayerOutput[];
}

/** The network between the inputs and the outputs, and its blocks. */
export function connect({ name, inputs, outputs, blockEnds }: Connections): BuiltNetwork {
  const network = new Model({ inputs, outputs, name });
  const seen = new Set<LayerOutput>([inputs]);
  return { network, blocks: blockEnds.map((end) => layersUpTo(end, seen).map((layer) => layer.name)) };
}

/** The unseen layers that lead to an output, each after those that it reads. */
function layersUpTo(output: LayerOutput, seen: Set<LayerOutput>): Layer[] {
  if (seen.has(output)) return [];
  seen.add(output);
  return [...output.inputs.flatMap((before) => layersUpTo(before, seen)), output.layer];
}

/** The beginning of the name of a file with an architecture's weights: `mobilenetv1-1.0-224`. */
export function weightsPrefix(architecture: string, alpha: number, size: number): string {
  return `${architecture}-${formatAlpha(alpha)}-${size}`;
}

/** A width multiplier as file names have it: 1.0, 0.35. */
export function formatAlpha(alpha: number): string {
  return Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
}
