// What the options of training may be, for all jobs that train.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { basePrecisions } from "./base/options.js";
import type { Choices } from "./checkJob.js";
import { splitNames } from "./dataset/options.js";
import { useChoices } from "./givenUse.js";
import { machineKinds } from "./machine.js";
import { readingKinds } from "./reading.js";
import type { RunCheckpoint, TrainOptions } from "./train/options.js";
import { scheduleNames } from "./train/options.js";
import { optimizerNames } from "./train/recipe.js";

export const trainKinds: OptionKinds<TrainOptions> = {
  ...machineKinds,
  ...readingKinds,
  base: "string",
  preprocessing: "string",
  weights: "string",
  fromScratch: "boolean",
  basePrecision: "string",
  alpha: "number",
  size: "number",
  optimizer: "string",
  weightDecay: "number",
  clipNorm: "number",
  accumulate: "number",
  labelSmoothing: "number",
  classWeights: "string",
  mixup: "number",
  earlyStopping: "number",
  fineTune: "number",
  fineTuneLearningRate: "number",
  fineTuneEpochs: "number",
  layerDecay: "number",
  testSize: "number",
  split: "string",
  seed: "number",
  limit: "number",
  epochs: "number",
  batchSize: "number",
  learningRate: "number",
  schedule: "string",
  hidden: "number",
  dropout: "number",
  augment: "boolean",
  strict: "boolean",
  output: "string",
  csv: "string",
  checkpoint: "object",
};

export const trainChoices: Choices<TrainOptions> = {
  ...useChoices,
  basePrecision: basePrecisions,
  optimizer: optimizerNames,
  schedule: scheduleNames,
  split: splitNames,
  classWeights: ["balanced"],
};

export const checkpointKinds: OptionKinds<RunCheckpoint> = {
  file: "string",
  everySeconds: "number",
  resume: "boolean",
};
