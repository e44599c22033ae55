// What `compile` has settled for `fit` and `evaluate`.

import type { MetricName } from "../../metrics/runningMetrics.js";
import type { TrainerOptions } from "./trainer.js";

/** A model's training arguments, resolved. */
export interface Training extends TrainerOptions {
  readonly metrics: readonly MetricName[];
}
