// The penalties of weights by their regularizers' names.

import type { Regularizer, RegularizerRecord } from "../../layers/regularizers.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { sum } from "../../tensor/ops/reduce.js";
import { abs, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";

/** The function that was given, or the one that is meant. */
export function penaltyOf(record: RegularizerRecord | Regularizer): Regularizer {
  if (typeof record === "function") return record;
  const { l1, l2 } = factorsOf(record);
  const absolute = (weight: Tensor): Tensor => mul(sum(abs(weight)), l1);
  const squared = (weight: Tensor): Tensor => mul(sum(square(weight)), l2);
  if (l2 === 0) return absolute;
  return l1 === 0 ? squared : (weight) => add(absolute(weight), squared(weight));
}

function factorsOf(record: RegularizerRecord): { l1: number; l2: number } {
  if (record.name === "l1") return { l1: record.l1 ?? 0.01, l2: 0 };
  if (record.name === "l2") return { l1: 0, l2: record.l2 ?? 0.01 };
  return { l1: record.l1 ?? 0, l2: record.l2 ?? 0 };
}
