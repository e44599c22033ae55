// An op with the rules of its gradient, which stand apart from it: only what trains loads them.

import type { GradientRules, OpDefinition } from "../tensor.js";

export type ListedGradient = readonly [op: OpDefinition, rules: GradientRules<object, readonly string[]>];

/** The pair, after the rules are checked against the op's inputs and attributes. */
export function gradientOf<A extends object, const Inputs extends readonly string[]>(
  op: OpDefinition<A, Inputs>,
  rules: GradientRules<A, Inputs>,
): ListedGradient {
  return [op, rules];
}
