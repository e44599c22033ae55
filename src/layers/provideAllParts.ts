// Provides what layers have that a page which predicts seldom needs.

import { batchNormTraining } from "../tensor/ops/batchNormTraining.js";
import { nameActivations } from "./activations.js";
import { constraintRecord } from "./constraints.js";
import { drop } from "./drop.js";
import { initializer, initializerRecord } from "./initializers.js";
import { rareActivations } from "./rareActivations.js";
import { regularizerRecord } from "./regularizers.js";
import { provideTrainingParts } from "./trainingParts.js";

/** Not done by loading this file: bundlers leave out a module of which nothing is called. */
export function provideAllParts(): void {
  nameActivations(rareActivations);
  provideTrainingParts({
    weightRecords: (where, role, { initializer: begin, regularizer = null, constraint = null }) => ({
      initializer: initializerRecord(`${where}: ${role}Initializer`, begin),
      regularizer: regularizerRecord(`${where}: ${role}Regularizer`, regularizer),
      constraint: constraintRecord(`${where}: ${role}Constraint`, constraint),
    }),
    regularizer: regularizerRecord,
    initializer,
    drop,
    batchNormTraining,
  });
}
