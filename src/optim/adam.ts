// Adam, and AdamW, whose weights decay.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { apply } from "../tensor/op.js";
import { div, maximum, mul } from "../tensor/ops/binary.js";
import {
  adamDescendOp,
  adamRate,
  momentCorrection,
  movingAverage,
  movingSquare,
} from "../tensor/ops/optimizerUpdates.js";
import { sqrt } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { Updated, UpdateInputs } from "./optimizer.js";
import { TwoMoments, type TwoMomentsOptions, twoMomentsKinds } from "./twoMoments.js";

export interface AdamOptions extends TwoMomentsOptions {
  /**
   * `keras` adds epsilon to the root of the second moment as it is, `paper` to that of the corrected one (arXiv 1412.6980,
   * Algorithm 1), as PyTorch does. They differ where gradients are small: of 1e-7, `keras` moves a weight by a sixteenth
   * in the first step. Default: "keras".
   */
  readonly epsilonForm?: EpsilonForm;
  /** Whether to divide by the largest second moment so far (arXiv 1904.09237, Algorithm 2). Default: false. */
  readonly amsgrad?: boolean;
}

export interface AdamWOptions extends AdamOptions {
  /** Default: 0.004. */
  readonly weightDecay?: number;
}

export type EpsilonForm = "keras" | "paper";

const kinds: OptionKinds<AdamOptions> = {
  ...twoMomentsKinds,
  epsilonForm: "string",
  amsgrad: "boolean",
};

abstract class AdamRule extends TwoMoments<AdamOptions> {
  readonly epsilonForm: EpsilonForm;
  readonly amsgrad: boolean;

  constructor(name: string, options: AdamOptions, defaults: { readonly weightDecay?: number }) {
    super(options, { name, kinds, ...defaults });
    const { epsilonForm = "keras", amsgrad = false } = options;
    if (epsilonForm !== "keras" && epsilonForm !== "paper")
      throw new LinnetError(`${name}: expected epsilonForm to be "keras" or "paper", got ${describe(epsilonForm)}`);
    this.epsilonForm = epsilonForm;
    this.amsgrad = amsgrad;
  }

  /** Two moments of each weight, starting at zero, and for amsgrad the largest second one. */
  override initialSlots(shape: Shape): Float32Array[] {
    return [...super.initialSlots(shape), ...(this.amsgrad ? [new Float32Array(sizeOf(shape))] : [])];
  }

  update({ parameter, gradient, slots, learningRate, step }: UpdateInputs): Updated {
    const { beta1, beta2, weightDecay } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const second = movingSquare(slots[1]!, gradient, beta2);
    const largest = this.amsgrad ? [maximum(slots[2]!, second)] : [];
    const { rate, epsilon } = this.#scale(learningRate, step);
    const given = [parameter, learningRate, rate, epsilon, first, largest[0] ?? second];
    return {
      parameter: apply(adamDescendOp, given, { weightDecay: weightDecay ?? 0 }),
      slots: [first, second, ...largest],
    };
  }

  /**
   * The rate and the epsilon of moments that are not corrected. Algorithm 1 of the paper is the same with an epsilon that
   * grows: with `c = 1 - beta2^t`, `m / (sqrt(v / c) + epsilon) = sqrt(c) * m / (sqrt(v) + sqrt(c) * epsilon)`.
   */
  #scale(learningRate: Tensor, step: Tensor): { readonly rate: Tensor; readonly epsilon: Tensor } {
    const { beta1, beta2, epsilon, epsilonForm } = this;
    if (epsilonForm === "keras") {
      const rate = adamRate(learningRate, step, { beta1, beta2 });
      return { rate, epsilon: Tensor.from(Float32Array.of(epsilon), []) };
    }
    const root = sqrt(momentCorrection(step, beta2));
    return { rate: div(mul(learningRate, momentCorrection(step, beta1)), root), epsilon: div(epsilon, root) };
  }

  /** Runs of earlier versions, which knew the paper's form only, have no `epsilonForm`, and go on under that. */
  protected override ownConfig() {
    const { epsilonForm, amsgrad } = this;
    return { ...super.ownConfig(), ...(epsilonForm === "keras" && { epsilonForm }), ...(amsgrad && { amsgrad }) };
  }
}

/**
 * `rate * first / (sqrt(second) + epsilon)` with `rate = learningRate * sqrt(1 - beta2^t) / (1 - beta1^t)` (arXiv 1412.6980,
 * end of section 2). See https://keras.io/api/optimizers/adam.
 */
export class Adam extends AdamRule {
  constructor(options: AdamOptions = {}) {
    super("Adam", options, {});
  }
}

/** Adam whose weights also decay, apart from the moments (arXiv 1711.05101). See https://keras.io/api/optimizers/adamw. */
export class AdamW extends AdamRule {
  constructor(options: AdamWOptions = {}) {
    super("AdamW", options, { weightDecay: 0.004 });
  }
}
