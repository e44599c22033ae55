// Models, training and its figures.

export {
  accuracy,
  classFigures,
  classificationReport,
  confusionMatrix,
  f1Score,
  formatConfusionMatrix,
  precision,
  recall,
} from "../metrics/metrics.js";
export {
  expectedCalibrationError,
  type Predictions,
  type ReliabilityBin,
  reliabilityBins,
} from "../metrics/reliability.js";
export type { MetricName } from "../metrics/runningMetrics.js";
export { type GradCamOptions, type GradCamResult, gradCam } from "../model/gradCam.js";
export type { Network, Weights } from "../model/network.js";
export { encodeNetwork, type ModelRecord } from "../model/networkFile.js";
export { type LayerSummary, layerSummaries, summary } from "../model/summary.js";
export { arraySource, type Batch, type BatchSource } from "./batches/batchSource.js";
export { balancedClassWeights, type ClassWeight } from "./batches/classWeights.js";
export { type ImageFlow, type ImageFlowOptions, imageFlow } from "./batches/imageFlow.js";
export { type ImageSourceOptions, imageSource } from "./batches/imageSource.js";
export { type MixupOptions, mixup } from "./batches/mixup.js";
export { calibrateBatchNorm } from "./calibrateBatchNorm.js";
export * from "./callbacks/index.js";
export type { CheckpointOptions } from "./checkpoint/backup.js";
export { type FrozenFeaturesOptions, frozenFeatures } from "./features/frozenFeatures.js";
export { type CategoricalCrossentropyOptions, categoricalCrossentropy, type Loss, type LossName } from "./losses.js";
export { type CompileOptions as TrainingOptions, type FitOptions, Model } from "./model.js";
export { decodeModel } from "./modelFile.js";
export { countZeros, type PruningOptions, prunableLayers, pruneLowMagnitude } from "./pruning.js";
export type { History, KeptFeatures } from "./run/history.js";
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
