// A callback of single functions, by Keras's names.

import { checkOptions } from "../../tensor/checkOptions.js";
import type { Callback } from "./callback.js";

export interface LambdaCallbackOptions
  extends Pick<Callback, "onTrainBegin" | "onTrainEnd" | "onEpochBegin" | "onEpochEnd"> {
  readonly onTrainBatchBegin?: Callback["onBatchBegin"];
  readonly onTrainBatchEnd?: Callback["onBatchEnd"];
}

/**
 * The functions as a callback. See https://keras.io/api/callbacks/lambda_callback.
 * @throws LinnetError naming a function that is unknown
 */
export function lambdaCallback(options: LambdaCallbackOptions): Callback {
  checkOptions("lambdaCallback", options, {
    onTrainBegin: "function",
    onTrainEnd: "function",
    onEpochBegin: "function",
    onEpochEnd: "function",
    onTrainBatchBegin: "function",
    onTrainBatchEnd: "function",
  });
  const { onTrainBatchBegin, onTrainBatchEnd, ...others } = options;
  return {
    ...others,
    ...(onTrainBatchBegin && { onBatchBegin: onTrainBatchBegin }),
    ...(onTrainBatchEnd && { onBatchEnd: onTrainBatchEnd }),
  };
}
