// What an output is compared with: by most losses a tensor of its own shape, by a sparse one the index of its class.

import type { Loss } from "../../losses/loss.js";
import type { NetworkEnd } from "../../model/tensorArguments.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";

/** The targets of an output: its name, and the shape of one example's. */
export interface TargetEnd extends NetworkEnd {
  /** @throws LinnetError if the values are not `count` such targets */
  readonly check: (values: Float32Array, count: number) => void;
}

/**
 * @param method whose errors they are
 * @param output the output that the loss compares with its targets
 */
export function targetEnd(method: string, { name, shape: output }: NetworkEnd, { targets }: Loss): TargetEnd {
  const shape = targets?.shape(output) ?? output;
  return {
    name,
    shape,
    check: (values, count) => {
      if (values.length !== count * sizeOf(shape)) {
        const indexes = targets === undefined ? ", or a sparse loss for indexes of classes" : "";
        throw new LinnetError(
          `${method}: expected y of output "${name}" as [${["count", ...shape].join(",")}] by its loss${indexes}, ` +
            `got ${values.length / count} numbers an example`,
        );
      }
      const wrong = targets?.wrong(values, output) ?? null;
      if (wrong !== null)
        throw new LinnetError(`${method}: expected y of output "${name}" to hold ${wrong.expected}, got ${wrong.got}`);
    },
  };
}
