// What Adam and its relatives share: two moments of each weight, their decays, and an epsilon.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";

export interface TwoMomentsOptions extends OptimizerOptions {
  /** The decay of the first moment. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the second moment, which is AdaMax's largest gradient. Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-7. */
  readonly epsilon?: number;
}

export const twoMomentsKinds: OptionKinds<TwoMomentsOptions> = {
  ...commonKinds,
  beta1: "number",
  beta2: "number",
  epsilon: "number",
};

interface Rules<Options extends TwoMomentsOptions> {
  readonly name: string;
  readonly kinds: OptionKinds<Options>;
  /** Default: none. */
  readonly weightDecay?: number;
}

export abstract class TwoMoments<Options extends TwoMomentsOptions> extends KerasOptimizer<Options> {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: Options, rules: Rules<Options>) {
    super(options, rules);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
    checkDecay(rules.name, { beta1, beta2 });
    checkNotNegative(rules.name, { epsilon });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** The moments, starting at zero. */
  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)), new Float32Array(sizeOf(shape))];
  }

  protected override ownConfig(): { readonly [argument: string]: unknown } {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
