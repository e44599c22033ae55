// Weights whose numbers are still on their way: programs are made of their shapes, and whoever asks for a number is refused.

import type { CallContext } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import { type WeightOwner, type Weights, weightOf } from "./weights.js";

/** How a prediction's call reads them. */
export interface ArrivingWeights extends Pick<CallContext, "read"> {
  /** When the arrays have their numbers, or never will: then the network comes to nothing. */
  readonly arrival: Promise<void>;
  /** What its values will be. */
  arrayOf(parameter: Parameter): Float32Array;
}

/**
 * @param weights arrays without numbers for all of the network's, whose values throw until they are set
 * @param whole when the arrays have their numbers, or never will
 */
export function arrivingWeights({ parameters }: WeightOwner, weights: Weights, whole: Promise<void>): ArrivingWeights {
  let areThere = false;
  const arrival = whole
    .catch(() => {})
    .then(() => {
      areThere = true;
    });
  const refuse = ({ name }: Parameter): never => {
    throw new LinnetError(`weight "${name}": its numbers are still on their way`);
  };
  for (const parameter of parameters) parameter.forget(() => refuse(parameter));
  const arrayOf = (parameter: Parameter): Float32Array => weightOf(parameter, weights)!.values;
  const read = (parameter: Parameter): Tensor => {
    const floats = (): Float32Array => (areThere ? arrayOf(parameter) : refuse(parameter));
    return Tensor.stored({ floats, isLate: true }, parameter.shape).named(parameter.name);
  };
  return { arrival, arrayOf, read };
}
