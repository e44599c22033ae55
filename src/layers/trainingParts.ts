// What layers have for training alone, apart from them: a page that only predicts loads none of it.

import { LinnetError } from "../tensor/errors.js";
import type { BatchStatistics } from "../tensor/ops/batchNormTraining.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Constraint, ConstraintOption, ConstraintRecord } from "./constraints.js";
import type { Initializer, InitializerOption, InitializerRecord } from "./initializers.js";
import type { Regularizer, RegularizerOption, RegularizerRecord } from "./regularizers.js";

export interface WeightOptions {
  readonly initializer: InitializerOption;
  readonly regularizer?: RegularizerOption | undefined;
  readonly constraint?: ConstraintOption | undefined;
  /** Default: 0. */
  readonly seed?: number;
}

/** The options in their one form. */
export interface WeightRecords {
  readonly initializer: InitializerRecord | Initializer;
  readonly regularizer: RegularizerRecord | Regularizer | null;
  readonly constraint: ConstraintRecord | Constraint | null;
}

export interface DropOptions {
  readonly rate: number;
  readonly seed: number;
  readonly step: Tensor;
  /** With the batch's axis; null stands for the input's length, or for the input's shape. */
  readonly noiseShape: readonly (number | null)[] | null;
}

interface TrainingParts {
  /** @throws LinnetError naming the option if a name or an argument is unknown */
  readonly weightRecords: (where: string, role: string, options: WeightOptions) => WeightRecords;
  /** @throws LinnetError naming `where` if a name or an argument is unknown */
  readonly regularizer: (where: string, given: RegularizerOption) => RegularizerRecord | Regularizer | null;
  readonly initializer: (given: InitializerOption, seed?: number) => Initializer;
  readonly drop: (x: Tensor, options: DropOptions) => Tensor;
  readonly batchNormTraining: (x: Tensor, gamma: Tensor, beta: Tensor, epsilon: number) => BatchStatistics;
}

let known: TrainingParts | null = null;

/** Called by whatever trains, and by whatever makes layers whose weights have no values yet. */
export function provideTrainingParts(parts: TrainingParts): void {
  known = parts;
}

/** Null where networks come from files and only predict. */
export function knownTrainingParts(): TrainingParts | null {
  return known;
}

/** @param what what needs them, such as `layer "dropout"` */
export function trainingParts(what: string): TrainingParts {
  if (known !== null) return known;
  throw new LinnetError(`${what}: expected a network from a file, to predict: all else comes with "linnet"`);
}
