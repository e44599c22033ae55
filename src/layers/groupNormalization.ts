// GroupNormalization: the channels of each example in groups, each with a mean of 0 and a variance of 1.

import { expect, expectWhole } from "../tensor/errors.js";
import { groupNorm } from "../tensor/normalizations.js";
import { add, mul } from "../tensor/ops/binary.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { ScaleAndCenter, type ScaledOptions, scaledKinds } from "./scaleAndCenter.js";
import { signatureOf } from "./signature.js";

export interface GroupNormalizationOptions extends ScaledOptions {
  /** How many groups the channels make; -1 is one for each channel. Default: 32. */
  readonly groups?: number;
  /** The axis of the channels, counted with the batch's: the last one, -1 or its number. Default: -1. */
  readonly axis?: number;
}

/** arXiv 1803.08494. See https://keras.io/api/layers/normalization_layers/group_normalization. */
export class GroupNormalization extends Layer {
  static override readonly signature = signatureOf<GroupNormalizationOptions>("GroupNormalization", {
    ...scaledKinds,
    groups: "number",
    axis: "number",
  });
  readonly className = "GroupNormalization";
  static {
    nameLayerClass("GroupNormalization", GroupNormalization);
  }
  readonly #groups: number;
  readonly #axis: number;
  readonly #rules: ScaleAndCenter;

  constructor(options: GroupNormalizationOptions = {}) {
    super(options);
    this.#groups = options.groups ?? 32;
    this.#axis = options.axis ?? -1;
    this.#rules = new ScaleAndCenter(this.label, options);
  }

  config(): LayerConfig {
    return { groups: this.#groups, axis: this.#axis, ...this.#rules.config };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const rank = input!.length + 1;
    expect(
      rank > 1 && (this.#axis === -1 || this.#axis === rank - 1),
      () => `axis is expected to be the last one, -1 or ${rank - 1}, got ${this.#axis}`,
    );
    this.#rules.check();
    this.#groupsOf(input![rank - 2]!);
    return input!;
  }

  #groupsOf(channels: number): number {
    const groups = this.#groups === -1 ? channels : this.#groups;
    expectWhole("groups", groups);
    expect(channels % groups === 0, () => `groups is expected to divide ${channels} channels, got ${groups}`);
    return groups;
  }

  protected override build([input]: readonly Shape[]): void {
    this.#rules.addTo((...given) => this.addParameter(...given), [input!.at(-1)!]);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const { scale, center, epsilon } = this.#rules;
    const whitened = groupNorm(x!, this.#groupsOf(x!.shape.at(-1)!), epsilon);
    const scaled = scale ? mul(whitened, context.read(this.parameter("gamma"))) : whitened;
    return center ? add(scaled, context.read(this.parameter("beta"))) : scaled;
  }
}
