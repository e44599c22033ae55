// Weights whose numbers are still on their way: programs are made of their shapes, and whoever asks for a number is refused.

import type { CallContext } from "../layers/layer.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";

/** How a prediction's call reads them, and when the arrays have their numbers. */
export interface ArrivingWeights extends Pick<CallContext, "read"> {
  readonly arrival: Promise<void>;
}

/** @param arrival when the arrays have their numbers */
export function arrivingWeights(arrival: Promise<void>): ArrivingWeights {
  let areThere = false;
  void arrival.then(() => {
    areThere = true;
  });
  return {
    arrival,
    read: (parameter) => {
      const floats = (): Float32Array => {
        if (areThere) return parameter.values;
        throw new LinnetError(`weight "${parameter.name}": its numbers are still on their way`);
      };
      return Tensor.stored({ floats }, parameter.shape).named(parameter.name);
    },
  };
}
