// What a layer is told of one of its weights: how it begins, what it costs, what it is held to.

import type { ConstraintOption } from "./constraints.js";
import type { Initializer, InitializerOption } from "./initializers.js";
import type { RegularizerOption } from "./regularizers.js";
import type { LayerConfig } from "./signature.js";
import { knownTrainingParts, trainingParts, type WeightOptions, type WeightRecords } from "./trainingParts.js";

export interface WeightRule extends Pick<WeightRecords, "regularizer" | "constraint"> {
  readonly initialize: Initializer;
  /** The options by the layer's names for them, such as `kernelInitializer`; what is null is left out. */
  readonly config: LayerConfig;
}

/** A layer's options of one of its weights: those of a `kernel` are `kernelInitializer`, and so on. */
type OptionsOf<Role extends string> = { readonly [Name in `${Role}Initializer`]?: InitializerOption } & {
  readonly [Name in `${Role}Regularizer`]?: RegularizerOption;
} & { readonly [Name in `${Role}Constraint`]?: ConstraintOption };

/**
 * @param where whose weight it is, such as `Dense`
 * @param role what the layer's options call it, such as `kernel`
 * @param usual the initializer where the options have none, and the seed
 * @throws LinnetError naming the option if a name or an argument is unknown
 */
export function weightRule<Role extends string>(
  where: string,
  role: Role,
  options: OptionsOf<Role>,
  usual: Pick<WeightOptions, "initializer" | "seed">,
): WeightRule {
  const given: { readonly [option: string]: unknown } = options;
  const own = {
    initializer: given[`${role}Initializer`] ?? usual.initializer,
    regularizer: given[`${role}Regularizer`],
    constraint: given[`${role}Constraint`],
    seed: usual.seed,
  } as WeightOptions;
  const records = knownTrainingParts()?.weightRecords(where, role, own) ?? asWritten(own);
  const { initializer, regularizer, constraint } = records;
  return {
    initialize: (shape, key) => trainingParts(`weight "${key}"`).initializer(initializer, usual.seed)(shape, key),
    regularizer,
    constraint,
    config: {
      [`${role}Initializer`]: written(initializer),
      ...(regularizer !== null && { [`${role}Regularizer`]: written(regularizer) }),
      ...(constraint !== null && { [`${role}Constraint`]: written(constraint) }),
    },
  };
}

/** What a layer's outputs cost, in its one form. @throws LinnetError naming the option if a name or an argument is unknown */
export function activityRule(where: string, given: RegularizerOption = null): WeightRecords["regularizer"] {
  const parts = knownTrainingParts();
  if (parts === null || given === null) return recordOf(given) as WeightRecords["regularizer"];
  return parts.regularizer(`${where}: activityRegularizer`, given);
}

/** In a page that only predicts they come from a file, where they have that form. */
function asWritten({ initializer, regularizer = null, constraint = null }: WeightOptions): WeightRecords {
  return {
    initializer: recordOf(initializer),
    regularizer: recordOf(regularizer),
    constraint: recordOf(constraint),
  } as WeightRecords;
}

function recordOf(given: unknown): unknown {
  return typeof given === "string" ? { name: given } : given;
}

/** No name is "a function", so `encode` finds that the layer cannot be read back, and says which option it is. */
export function written(given: { readonly name: string }): unknown {
  if (typeof given === "function") return { name: "a function" };
  // A name alone if it has no arguments.
  return Object.keys(given).length === 1 ? given.name : given;
}
