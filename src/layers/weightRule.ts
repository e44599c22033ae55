// What a layer is told of one of its weights: how it begins, what it costs, what it is held to.

import { type Constraint, type ConstraintOption, type ConstraintRecord, constraintRecord } from "./constraints.js";
import { type Initializer, type InitializerOption, initializer, initializerRecord } from "./initializers.js";
import type { LayerConfig } from "./layer.js";
import { shortest } from "./namedOption.js";
import { type Regularizer, type RegularizerOption, type RegularizerRecord, regularizerRecord } from "./regularizers.js";

interface WeightOptions {
  readonly initializer: InitializerOption;
  readonly regularizer?: RegularizerOption | undefined;
  readonly constraint?: ConstraintOption | undefined;
  /** Default: 0. */
  readonly seed?: number;
}

export interface WeightRule {
  readonly initialize: Initializer;
  readonly regularizer: RegularizerRecord | Regularizer | null;
  readonly constraint: ConstraintRecord | Constraint | null;
  /** The options by the layer's names for them, such as `kernelInitializer`; what is null is left out. */
  readonly config: LayerConfig;
}

/**
 * @param where whose weight it is, such as `Dense`
 * @param role what the layer's options call it, such as `kernel`
 * @throws LinnetError naming the option if a name or an argument is unknown
 */
export function weightRule(where: string, role: string, options: WeightOptions): WeightRule {
  const initializerGiven = initializerRecord(`${where}: ${role}Initializer`, options.initializer);
  const regularizerGiven = regularizerRecord(`${where}: ${role}Regularizer`, options.regularizer ?? null);
  const constraintGiven = constraintRecord(`${where}: ${role}Constraint`, options.constraint ?? null);
  return {
    initialize: initializer(initializerGiven, options.seed),
    regularizer: regularizerGiven,
    constraint: constraintGiven,
    config: {
      [`${role}Initializer`]: written(initializerGiven),
      ...(regularizerGiven !== null && { [`${role}Regularizer`]: written(regularizerGiven) }),
      ...(constraintGiven !== null && { [`${role}Constraint`]: written(constraintGiven) }),
    },
  };
}

/** No name is "a function", so `encode` finds that the layer cannot be read back, and says which option it is. */
function written(given: { readonly name: string }): unknown {
  return typeof given === "function" ? { name: "a function" } : shortest(given);
}
