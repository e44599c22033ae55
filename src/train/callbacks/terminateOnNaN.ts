// Ends a run without an error once its loss is no longer finite.

import type { Callback } from "./callback.js";

/**
 * Ends the run when the loss or a weight is not finite, where `fit` would throw a `DivergenceError`. The epoch is the last
 * one in the history, with the loss NaN; the model keeps the weights of the epoch before it, or of the last save inside it.
 * See https://keras.io/api/callbacks/terminate_on_nan.
 */
export function terminateOnNaN(): Callback {
  return { endsOnNaN: true };
}
