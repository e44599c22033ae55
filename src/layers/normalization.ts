// Normalization: subtracts a mean and divides by a deviation that are known before the training.

import { describe } from "../tensor/describe.js";
import { expect, LinnetError } from "../tensor/errors.js";
import { add, div, maximum, mul, sub } from "../tensor/ops/binary.js";
import { reshape } from "../tensor/ops/reshape.js";
import { sqrt } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

/** Keras's lists have the axes of the places, one in another. */
type Numbers = number | readonly (number | readonly (number | readonly number[])[])[];

export interface NormalizationOptions extends LayerOptions {
  /**
   * The axes, counted with the batch's, each place of which has a mean and a variance of its own; null for one of all
   * numbers. Default: -1, the last.
   */
  readonly axis?: number | readonly number[] | null;
  /** One number, or one a place. Default: null, for weights that `setWeights` or a file gives. */
  readonly mean?: Numbers | null;
  /** Beside a mean. Default: null. */
  readonly variance?: Numbers | null;
  /** Whether to undo it: multiply by the deviation and add the mean. Default: false. */
  readonly invert?: boolean;
}

/** The least deviation, as in Keras: its backend's epsilon. */
const LEAST = 1e-7;

/**
 * `(x - mean) / sqrt(variance)`. Without a given mean its weights are `mean`, `variance` and `count`, which `fit` does not
 * change. See https://keras.io/api/layers/preprocessing_layers/numerical/normalization.
 */
export class Normalization extends Layer {
  static override readonly signature = signatureOf<NormalizationOptions>("Normalization", {
    axis: ["number", "list", "null"],
    mean: ["number", "list", "null"],
    variance: ["number", "list", "null"],
    invert: "boolean",
  });
  readonly className = "Normalization";
  static {
    nameLayerClass("Normalization", Normalization);
  }
  readonly #axis: number | readonly number[] | null;
  readonly #given: { readonly mean: FlatNumbers; readonly variance: FlatNumbers } | null;
  readonly #invert: boolean;

  constructor(options: NormalizationOptions = {}) {
    super(options);
    const { axis = -1, mean = null, variance = null, invert = false } = options;
    if ((mean === null) !== (variance === null))
      throw new LinnetError(
        `${this.label}: expected mean and variance together, got ${describe(mean)} and ${describe(variance)}`,
      );
    this.#axis = axis;
    this.#given = mean === null ? null : { mean: flat(mean), variance: flat(variance!) };
    this.#invert = invert;
  }

  config(): LayerConfig {
    return { axis: this.#axis, ...this.#given, invert: this.#invert };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const places = sizeOf(this.#vectorShape(input!));
    for (const [name, numbers] of Object.entries(this.#given ?? {})) {
      const fits = typeof numbers === "number" || numbers.length === places;
      expect(fits, () => `${name} is expected as one number or ${places}, got ${describe(numbers)}`);
    }
    return input!;
  }

  /** The axes that statistics have, without the batch's. */
  #keptAxes({ length }: Shape): number[] {
    const axes = this.#axis === null ? [] : [this.#axis].flat();
    const kept = axes.map((axis) => (axis < 0 ? axis + length : axis - 1));
    const isKnown = (axis: number): boolean => Number.isInteger(axis) && axis >= 0 && axis < length;
    expect(
      kept.every(isKnown),
      () => `axis is expected to name some of 1 to ${length} or of -${length} to -1, got ${describe(this.#axis)}`,
    );
    return kept;
  }

  #vectorShape(input: Shape): Shape {
    const kept = this.#keptAxes(input);
    return input.filter((_, axis) => kept.includes(axis));
  }

  protected override build([input]: readonly Shape[]): void {
    if (this.#given !== null) return;
    const vector = this.#vectorShape(input!);
    const isStatistic = { learned: false };
    this.addParameter("mean", vector, (shape) => new Float32Array(sizeOf(shape)), isStatistic);
    this.addParameter("variance", vector, (shape) => new Float32Array(sizeOf(shape)).fill(1), isStatistic);
    // Of no use, but Keras's files have it.
    this.addParameter("count", [], () => new Float32Array(1), isStatistic);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const [, ...input] = x!.shape;
    const kept = this.#keptAxes(input);
    const shape = [1, ...input.map((length, axis) => (kept.includes(axis) ? length : 1))];
    const statistic = (name: "mean" | "variance"): Tensor =>
      this.#given === null ? reshape(context.read(this.parameter(name)), shape) : filled(this.#given[name], shape);
    const mean = statistic("mean");
    const deviation = maximum(sqrt(statistic("variance")), LEAST);
    return this.#invert ? add(mul(x!, deviation), mean) : div(sub(x!, mean), deviation);
  }
}

type FlatNumbers = number | readonly number[];

function flat(numbers: Numbers): FlatNumbers {
  return typeof numbers === "number" ? numbers : numbers.flat(2);
}

function filled(numbers: FlatNumbers, shape: Shape): Tensor {
  const values = new Float32Array(sizeOf(shape));
  if (typeof numbers === "number") values.fill(numbers);
  else values.set(numbers);
  return Tensor.from(values, shape);
}
