// A weight of a graph that is real numbers in its description.

import type { Constant } from "../formats/opGraphTypes.js";
import { Parameter, type StoredWeight } from "../layers/parameter.js";
import { LinnetError } from "../tensor/errors.js";

export class RealParameter extends Parameter {
  /** @param constant one of float32 */
  constructor(name: string, { shape, values }: Constant, learned: boolean) {
    super(name, shape, () => values as Float32Array, { learned });
  }

  /** Integers would stand for real numbers by scales that the graph does not have. */
  override load(weight: StoredWeight, file: string): void {
    if (weight.dtype !== undefined)
      throw new LinnetError(`${file}: weight "${this.name}": expected real numbers, got ${weight.dtype}`);
    super.load(weight, file);
  }
}
