// The check of every argument that shall be a tensor.

import { checkArgument } from "./checkArgument.js";
import { Tensor } from "./tensor.js";

/** @param where the function that was called @throws LinnetError naming the argument unless it is a tensor */
export function checkTensor(where: string, name: string, value: unknown): asserts value is Tensor {
  checkArgument(where, name, value, Tensor);
}
