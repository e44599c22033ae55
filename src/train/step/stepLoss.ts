// What a step minimizes: the losses of the network's outputs, summed up.

import { dependents } from "../../graph/partition.js";
import { graphOf } from "../../graph/trace.js";
import type { Loss } from "../../losses/loss.js";
import { LinnetError } from "../../tensor/errors.js";
import { inputOf } from "../../tensor/inputOf.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { softmaxOp } from "../../tensor/ops/softmax.js";
import { formatShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";

/** One output's term in the sum to minimize. */
export interface OutputLoss {
  readonly name: string;
  readonly loss: Loss;
  readonly weight: number;
}

interface Examples {
  readonly ys: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly sampleWeight: Tensor | undefined;
}

/**
 * The weighted sum of the outputs' losses and, if there are several, each loss.
 * @param method whose errors they are
 * @throws LinnetError naming an output whose loss is not a scalar, ignores the examples' weights, or has nothing to learn
 */
export function traceLoss(
  method: string,
  losses: readonly OutputLoss[],
  examples: Examples,
): { total: Tensor; each: readonly Tensor[] } {
  const each = losses.map((output, index) => traceOutputLoss(method, output, index, examples));
  const weighted = losses.map(({ weight }, index) => (weight === 1 ? each[index]! : mul(each[index]!, weight)));
  const total = weighted.reduce((sum, loss) => add(sum, loss));
  return { total, each: losses.length === 1 ? [] : each };
}

function traceOutputLoss(
  method: string,
  { name, loss }: OutputLoss,
  index: number,
  { ys, outputs, sampleWeight }: Examples,
): Tensor {
  if (inputOf(softmaxOp, outputs[index]!) !== null && outputs[index]!.shape.at(-1) === 1)
    throw new LinnetError(
      `${method}: expected output "${name}" to be more than a softmax of one unit, which is always 1: use sigmoid, or two units`,
    );
  const value: unknown = loss(ys[index]!, outputs[index]!, sampleWeight);
  if (!(value instanceof Tensor) || value.rank !== 0) {
    const found = value instanceof Tensor ? `a tensor ${formatShape(value.shape)}` : `a ${typeof value}`;
    throw new LinnetError(`${method}: expected the loss of output "${name}" to give a scalar tensor [], got ${found}`);
  }
  if (sampleWeight !== undefined && !dependents(graphOf([], [value]), new Set([sampleWeight])).has(value))
    throw new LinnetError(
      `${method}: expected a loss (target, output, sampleWeight) for examples that have weights, that of output "${name}" ` +
        "does not depend on them",
    );
  return value;
}
