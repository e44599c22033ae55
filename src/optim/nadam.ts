// Nadam: Adam with Nesterov's momentum.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { apply } from "../tensor/op.js";
import { add, mul } from "../tensor/ops/binary.js";
import { adamDescendOp, adamRate, movingAverage, movingSquare, nadamFactor } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface NadamOptions extends OptimizerOptions {
  /** The decay of the first moment in the long run. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the second moment. Default: 0.999. */
  readonly beta2?: number;
  /** Added to the root of the corrected second moment. Default: 1e-7. */
  readonly epsilon?: number;
}

const kinds: OptionKinds<NadamOptions> = { ...commonKinds, beta1: "number", beta2: "number", epsilon: "number" };

/**
 * Adam whose first moment looks a step ahead, with a momentum that rises to `beta1` (Dozat 2016, "Incorporating Nesterov
 * momentum into Adam"). See https://keras.io/api/optimizers/Nadam.
 */
export class Nadam extends KerasOptimizer<NadamOptions> {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: NadamOptions = {}) {
    super(options, { name: "Nadam", kinds });
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
    checkDecay("Nadam", { beta1, beta2 });
    checkNotNegative("Nadam", { epsilon });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)), new Float32Array(sizeOf(shape))];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const second = movingSquare(slots[1]!, gradient, beta2);
    const ahead = mul(first, nadamFactor(step, beta1, "moment"));
    const direction = add(ahead, mul(gradient, nadamFactor(step, beta1, "gradient")));
    // As in Adam: `m / (sqrt(v / c) + epsilon) = sqrt(c) * m / (sqrt(v) + sqrt(c) * epsilon)`.
    const scaled = (number: Tensor) => adamRate(number, step, { beta1: 0, beta2 });
    const scales = [scaled(learningRate), scaled(Tensor.from(Float32Array.of(epsilon), []))];
    const given = [this.decayed(inputs), learningRate, ...scales, direction, second];
    return { parameter: apply(adamDescendOp, given, { weightDecay: 0 }), slots: [first, second] };
  }

  protected override ownConfig() {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
