// What normalizations share: the epsilon below the root, and the weights gamma and beta.

import { expect } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { ConstraintOption } from "./constraints.js";
import type { InitializerOption } from "./initializers.js";
import type { LayerConfig, LayerOptions } from "./layer.js";
import type { Initialize, ParameterRules } from "./parameter.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, regularizerKind } from "./signature.js";
import { type WeightRule, weightRule } from "./weightRule.js";

export interface ScaledOptions extends LayerOptions {
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  /** Whether to add beta. Default: true. */
  readonly center?: boolean;
  /** Whether to multiply by gamma. Default: true. */
  readonly scale?: boolean;
  /** Default: `zeros`. */
  readonly betaInitializer?: InitializerOption;
  /** Default: `ones`. */
  readonly gammaInitializer?: InitializerOption;
  /** Default: null. */
  readonly betaRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly gammaRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly betaConstraint?: ConstraintOption;
  /** Default: null. */
  readonly gammaConstraint?: ConstraintOption;
}

export const scaledKinds = {
  epsilon: "number",
  center: "boolean",
  scale: "boolean",
  betaInitializer: initializerKind,
  gammaInitializer: initializerKind,
  betaRegularizer: regularizerKind,
  gammaRegularizer: regularizerKind,
  betaConstraint: constraintKind,
  gammaConstraint: constraintKind,
} as const;

type AddParameter = (name: string, shape: Shape, initialize: Initialize, rules: Partial<ParameterRules>) => void;

export class ScaleAndCenter {
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly #gamma: WeightRule;
  readonly #beta: WeightRule;

  /** @param where whose options they are @throws LinnetError if a name is unknown */
  constructor(where: string, options: ScaledOptions) {
    const { epsilon = 1e-3, center = true, scale = true } = options;
    this.epsilon = epsilon;
    this.center = center;
    this.scale = scale;
    this.#gamma = weightRule(where, "gamma", options, { initializer: "ones" });
    this.#beta = weightRule(where, "beta", options, { initializer: "zeros" });
  }

  get config(): LayerConfig {
    const { epsilon, center, scale } = this;
    return { epsilon, center, scale, ...this.#beta.config, ...this.#gamma.config };
  }

  /** @throws Expectation if the epsilon is no number above 0 */
  check(): void {
    expect(this.epsilon > 0, () => `epsilon is expected above 0, got ${this.epsilon}`);
  }

  /** Adds the weights, gamma first, to a layer. */
  addTo(add: AddParameter, shape: Shape): void {
    if (this.scale) add("gamma", shape, this.#gamma.initialize, this.#gamma);
    if (this.center) add("beta", shape, this.#beta.initialize, this.#beta);
  }
}
