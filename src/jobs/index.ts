// "linnet/jobs": what the commands do, for pages, servers and scripts.

export type { ExportFormat as ConvertFormat } from "../model/exportFormats.js";
export { type AuditJobOptions, auditJob } from "./audit/auditJob.js";
export type { BaseChoice, BaseName } from "./base/options.js";
export { classifyPictures, type PictureAnswer, type PictureAnswers } from "./classifier/classifyPictures.js";
export { type Converted, type ConvertOptions, convertJob } from "./convert/convertJob.js";
export type { Dataset, PhotographSource } from "./dataset/dataset.js";
export type { DatasetOptions } from "./dataset/options.js";
export { type EvaluatedModel, type EvaluateOptions, evaluateJob } from "./evaluate/evaluateJob.js";
export type { Evaluation } from "./evaluate/evaluatePictures.js";
export type { JobControl, JobEvent, JobTask } from "./events.js";
export { OptionError } from "./optionError.js";
export type { PrunedLevel } from "./prune/level.js";
export { type PruneOptions, pruneDefaults } from "./prune/options.js";
export { pruneJob } from "./prune/pruneJob.js";
export type { QuantizeClassifierOptions } from "./quantize/quantizeClassifier.js";
export { type Quantized, type QuantizeOptions, quantizeJob } from "./quantize/quantizeJob.js";
export { openSample } from "./sample/drawnFaces.js";
export { type RunCheckpoint, type TrainOptions, trainDefaults } from "./train/options.js";
export { type Trained, trainJob } from "./train/trainJob.js";
export { type TuneOptions, tuneDefaults } from "./tune/options.js";
export { type Tuned, tuneJob } from "./tune/tuneJob.js";
export type { WeightsOptions } from "./weights/wantedWeights.js";
export { type CachedWeights, weightsJob } from "./weights/weightsJob.js";
