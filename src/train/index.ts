// Models, training and its figures.

export type { MetricArgument, MetricFunction, MetricName } from "../metrics/metricNames.js";
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
export { type GradCamOptions, type GradCamResult, gradCam } from "../model/gradCam.js";
export type { ModelSource } from "../model/modelSource.js";
export { Network, type NetworkOptions, type Weights } from "../model/network.js";
export { encodeNetwork, type ModelRecord, type NetworkRecord } from "../model/networkFile.js";
export { type LayerSummary, layerSummaries, summary } from "../model/summary.js";
export type { NamedTensors, Tensors } from "../model/tensorArguments.js";
export { arraySource, type Batch, type BatchSource } from "./batches/batchSource.js";
export { balancedClassWeights, type ClassWeight } from "./batches/classWeights.js";
export { type ImageFlow, type ImageFlowOptions, imageFlow } from "./batches/imageFlow.js";
export { type ImageSourceOptions, imageSource } from "./batches/imageSource.js";
export { type MixupOptions, mixup } from "./batches/mixup.js";
export { calibrateBatchNorm } from "./calibrateBatchNorm.js";
export * from "./callbacks/index.js";
export type { CheckpointOptions } from "./checkpoint/backup.js";
export { type FrozenFeaturesOptions, frozenFeatures } from "./features/frozenFeatures.js";
export {
  binaryCrossentropy,
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
  type Loss,
  meanSquaredError,
} from "./losses.js";
export type { LossName } from "./lossNames.js";
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
