// LayerNormalization: each example gets a mean of 0 and a variance of 1 over its channels.

import { expect } from "../tensor/errors.js";
import { normalized } from "../tensor/normalizations.js";
import { add, mul } from "../tensor/ops/binary.js";
import { reshape } from "../tensor/ops/reshape.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { ScaleAndCenter, type ScaledOptions, scaledKinds } from "./scaleAndCenter.js";
import { signatureOf } from "./signature.js";

export interface LayerNormalizationOptions extends ScaledOptions {
  /** The axes, counted with the batch's, over which mean and variance are taken; -1 is the last. Default: -1. */
  readonly axis?: number | readonly number[];
}

/** arXiv 1607.06450. See https://keras.io/api/layers/normalization_layers/layer_normalization. */
export class LayerNormalization extends Layer {
  static override readonly signature = signatureOf<LayerNormalizationOptions>("LayerNormalization", {
    ...scaledKinds,
    axis: ["number", "list"],
  });
  readonly className = "LayerNormalization";
  static {
    nameLayerClass("LayerNormalization", LayerNormalization);
  }
  readonly #axis: number | readonly number[];
  readonly #rules: ScaleAndCenter;

  constructor(options: LayerNormalizationOptions = {}) {
    super(options);
    this.#axis = options.axis ?? -1;
    this.#rules = new ScaleAndCenter(this.label, options);
  }

  config(): LayerConfig {
    return { axis: this.#axis, ...this.#rules.config };
  }

  /** Ascending, counted with the batch's. */
  #axes(rank: number): number[] {
    const axes = [this.#axis].flat().map((axis) => (axis < 0 ? axis + rank : axis));
    expect(
      axes.length > 0 && axes.every((axis) => Number.isInteger(axis) && axis >= 1 && axis < rank),
      () => `axis is expected to be among the ${rank} of the input and not the batch's, got ${this.#axis}`,
    );
    return [...new Set(axes)].sort((a, b) => a - b);
  }

  outputShape([input]: readonly Shape[]): Shape {
    this.#axes(input!.length + 1);
    this.#rules.check();
    return input!;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = this.#axes(input!.length + 1).map((axis) => input![axis - 1]!);
    this.#rules.addTo((...given) => this.addParameter(...given), shape);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const axes = this.#axes(x!.rank);
    const shape = x!.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    const read = (name: string): Tensor => reshape(context.read(this.parameter(name)), shape);
    const { scale, center, epsilon } = this.#rules;
    const whitened = normalized(x!, axes, epsilon);
    const scaled = scale ? mul(whitened, read("gamma")) : whitened;
    return center ? add(scaled, read("beta")) : scaled;
  }
}
