// Models, training and its figures.

export { arraySource, type Batch, type BatchSource } from "./batches.js";
export { calibrateBatchNorm } from "./calibrate.js";
export * from "./callbacks/index.js";
export type { CheckpointOptions } from "./checkpoint/backup.js";
export { balancedClassWeights, type ClassWeight } from "./classWeights.js";
export type { History, KeptFeatures } from "./fit.js";
export { type FrozenFeaturesOptions, frozenFeatures } from "./frozenFeatures.js";
export { type GradCamOptions, type GradCamResult, gradCam } from "./gradCam.js";
export { type ImageFlow, type ImageFlowOptions, imageFlow } from "./imageFlow.js";
export { type ImageSourceOptions, imageSource } from "./imageSource.js";
export { type CategoricalCrossentropyOptions, categoricalCrossentropy, type Loss, type LossName } from "./losses.js";
export {
  accuracy,
  classFigures,
  classificationReport,
  confusionMatrix,
  f1Score,
  formatConfusionMatrix,
  precision,
  recall,
} from "./metrics.js";
export { type MixupOptions, mixup } from "./mixup.js";
export { type CompileOptions as TrainingOptions, type FitOptions, Model } from "./model.js";
export { decodeModel, encodeModel, type ModelRecord } from "./modelFile.js";
export type { Network, Weights } from "./network.js";
export { countZeros, type PruningOptions, prunableLayers, pruneLowMagnitude } from "./pruning.js";
export {
  expectedCalibrationError,
  type Predictions,
  type ReliabilityBin,
  reliabilityBins,
} from "./reliability.js";
export type { MetricName } from "./runningMetrics.js";
export { Sequential } from "./sequential.js";
export {
  type HalvingOptions,
  type HalvingResult,
  planRungs,
  type Rung,
  type Span,
  successiveHalving,
  type Trial,
} from "./successiveHalving.js";
export { type LayerSummary, layerSummaries, summary } from "./summary.js";
