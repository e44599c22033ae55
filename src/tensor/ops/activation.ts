// The meaning of each activation that the op before it can apply.

import type { Activation } from "../tensor.js";

/** Value by value. NaN stays NaN. A new name in `Activation` needs a rule here and in every backend. */
export const activationRules: { readonly [Name in Activation]: (x: number) => number } = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
};
