// An optimizer that prunes: it applies another optimizer's updates to the weights that a mask keeps.

import { LinnetError } from "../tensor/errors.js";
import { keepMasked, magnitudeMask, type PruningSchedule } from "../tensor/ops/magnitudeMask.js";
import type { Shape } from "../tensor/shape.js";
import { sizeOf } from "../tensor/shape.js";
import { averages } from "./applyGradients.js";
import type { GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import type { Schedule } from "./schedules/schedules.js";

/**
 * Masks are slots beside the moments: they live in the compiled step, and go where the moments go. The gradients of
 * pruned weights are ignored, and after each update pruned weights are exactly 0, whatever their moments.
 */
export class MagnitudePruning implements Optimizer {
  readonly name = "MagnitudePruning";
  readonly learningRate: Schedule;
  readonly gradientArguments: GradientArguments;
  readonly #inner: Optimizer;
  readonly #schedule: PruningSchedule;
  readonly #weights: ReadonlySet<string>;

  /**
   * @param weights the names of the pruned weights
   * @throws LinnetError if the optimizer averages weights: the average of one that was pruned on the way is not 0
   */
  constructor(inner: Optimizer, schedule: PruningSchedule, weights: ReadonlySet<string>) {
    if (averages(inner)) throw new LinnetError("pruneLowMagnitude: expected an optimizer without useEma");
    this.learningRate = inner.learningRate;
    this.gradientArguments = inner.gradientArguments;
    this.#inner = inner;
    this.#schedule = schedule;
    this.#weights = weights;
  }

  initialSlots(shape: Shape, name: string): Float32Array[] {
    const slots = this.#inner.initialSlots(shape, name);
    return this.#weights.has(name) ? [...slots, new Float32Array(sizeOf(shape)).fill(1)] : [...slots];
  }

  update(inputs: UpdateInputs): Updated {
    const { parameter, gradient, slots, step } = inputs;
    if (!this.#weights.has(parameter.name ?? "")) return this.#inner.update(inputs);
    const mask = magnitudeMask(parameter, slots.at(-1)!, step, this.#schedule);
    const updated = this.#inner.update({
      ...inputs,
      gradient: keepMasked(gradient, mask),
      slots: slots.slice(0, -1),
    });
    return { parameter: keepMasked(updated.parameter, mask), slots: [...updated.slots, mask] };
  }

  config(): { readonly [argument: string]: unknown } {
    return { name: this.name, optimizer: this.#inner.config(), ...this.#schedule, weights: [...this.#weights] };
  }
}
