// What `compile` settles for `fit` and `evaluate`.

import type { OutputMetrics } from "../../metrics/outputTally.js";
import type { TrainerOptions } from "./trainer.js";

/** A model's training arguments, resolved. */
export interface Training extends TrainerOptions {
  /** The metrics of each output. */
  readonly metrics: readonly OutputMetrics[];
}
