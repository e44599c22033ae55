// linnet's public face. "linnet/jobs" has what the commands do, "linnet/ops" and "linnet/graph" what those need who write ops.

import { provideAllParts } from "./layers/provideAllParts.js";

export type { Backend, Program } from "./backends/backend.js";
export { type Compiled, type CompileOptions as CompileFunctionOptions, compile } from "./backends/compile.js";
export { type GpuBackendOptions, type GpuMode, gpuBackend } from "./backends/gpu/index.js";
export { type BackendChoice, type BackendName, type BackendSettings, loadBackend } from "./backends/index.js";
export { referenceBackend } from "./backends/reference/index.js";
export { type WasmOptions, wasmBackend } from "./backends/wasm/index.js";
export {
  type AuditOptions,
  auditPictures,
  type BatchesOptions,
  createPicture,
  DecodeError,
  type DecodeOptions,
  decodePicture,
  type GeneratorFitOptions,
  type HealthReport,
  type ImageBatch,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  type ImageLoader,
  type ImageLoaderOptions,
  type Interpolation,
  LabelBinarizer,
  type LabeledPictures,
  labeledPictures,
  openImageLoader,
  type Picture,
  type PictureInput,
  type PictureSize,
  type PictureSource,
  type PicturesByLabel,
  type PreprocessMode,
  preprocessInput,
  type ResizeMethod,
  readImageFolder,
  resize,
  type Split,
  type SplitOptions,
  toCategorical,
  trainTestSplit,
} from "./data/index.js";
export { readSafetensors, type StoredTensor } from "./formats/safetensors/safetensors.js";
export { writeSafetensors } from "./formats/safetensors/writeSafetensors.js";
export { grad, valueAndGrad } from "./graph/gradient.js";
export type { UseNote } from "./jobs/assumedUse.js";
export type { ClassProbability } from "./jobs/classifier/classifierParts.js";
export { ImageClassifier } from "./jobs/classifier/imageClassifier.js";
export type { PhotographSource } from "./jobs/dataset/dataset.js";
export type { EvaluatedModel } from "./jobs/evaluate/evaluateJob.js";
export type { Evaluation } from "./jobs/evaluate/evaluatePictures.js";
export type { JobControl, JobEvent } from "./jobs/events.js";
export type { MachineOptions } from "./jobs/machine.js";
export { OptionError } from "./jobs/optionError.js";
export type { QuantizeClassifierOptions } from "./jobs/quantize/quantizeClassifier.js";
export type { TrainOptions } from "./jobs/train/options.js";
export type { Trained } from "./jobs/train/trainJob.js";
export {
  Activation,
  type ActivationName,
  type ActivationOption,
  type ActivationOptions,
  Add,
  Average,
  AveragePooling1D,
  AveragePooling2D,
  BatchNormalization,
  type BatchNormalizationOptions,
  type CallContext,
  CenterCrop,
  type CenterCropOptions,
  Concatenate,
  type ConcatenateOptions,
  type Constraint,
  type ConstraintName,
  type ConstraintOption,
  type ConstraintRecord,
  Conv1D,
  type Conv1DOptions,
  Conv2D,
  type Conv2DOptions,
  Conv2DTranspose,
  type Conv2DTransposeOptions,
  Cropping1D,
  type Cropping1DOptions,
  Cropping2D,
  type Cropping2DOptions,
  Dense,
  type DenseOptions,
  DepthwiseConv1D,
  type DepthwiseConv1DOptions,
  DepthwiseConv2D,
  type DepthwiseConv2DOptions,
  Dropout,
  type DropoutOptions,
  ELU,
  type ELUOptions,
  Flatten,
  GaussianDropout,
  type GaussianDropoutOptions,
  GaussianNoise,
  type GaussianNoiseOptions,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  type GlobalPooling1DOptions,
  type GlobalPooling2DOptions,
  GroupNormalization,
  type GroupNormalizationOptions,
  Identity,
  type Initializer,
  type InitializerName,
  type InitializerOption,
  type InitializerRecord,
  type InputOptions,
  inferenceContext,
  initializer,
  input,
  Layer,
  type LayerConfig,
  LayerNormalization,
  type LayerNormalizationOptions,
  type LayerOptions,
  type LayerOutput,
  LeakyReLU,
  type LeakyReLUOptions,
  Maximum,
  MaxPooling1D,
  MaxPooling2D,
  Minimum,
  Multiply,
  Normalization,
  type NormalizationOptions,
  type Parameter,
  Permute,
  type PermuteOptions,
  type PictureInterpolation,
  type Pooling1DOptions,
  type Pooling2DOptions,
  PReLU,
  type PReLUOptions,
  RandomBrightness,
  type RandomBrightnessOptions,
  RandomContrast,
  type RandomContrastOptions,
  RandomFlip,
  type RandomFlipOptions,
  RandomRotation,
  type RandomRotationOptions,
  RandomTranslation,
  type RandomTranslationOptions,
  RandomZoom,
  type RandomZoomOptions,
  type RegisterOptions,
  type Regularizer,
  type RegularizerName,
  type RegularizerOption,
  type RegularizerRecord,
  ReLU,
  type ReLUOptions,
  RepeatVector,
  type RepeatVectorOptions,
  Rescaling,
  type RescalingOptions,
  Reshape,
  type ReshapeOptions,
  Resizing,
  type ResizingOptions,
  registerLayers,
  SeparableConv2D,
  type SeparableConv2DOptions,
  Softmax,
  type SoftmaxOptions,
  SpatialDropout1D,
  SpatialDropout2D,
  type SpatialDropoutOptions,
  Subtract,
  ThresholdedReLU,
  type ThresholdedReLUOptions,
  UpSampling2D,
  type UpSampling2DOptions,
  ZeroPadding1D,
  type ZeroPadding1DOptions,
  ZeroPadding2D,
  type ZeroPadding2DOptions,
} from "./layers/index.js";
export {
  type BinaryFocalCrossentropyOptions,
  binaryCrossentropy,
  binaryFocalCrossentropy,
} from "./losses/binary.js";
export {
  type CategoricalFocalCrossentropyOptions,
  type CategoricalGeneralizedCrossEntropyOptions,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from "./losses/categorical.js";
export { type CircleOptions, circle } from "./losses/circle.js";
export { categoricalHinge, hinge, squaredHinge } from "./losses/hinge.js";
export type { Loss, LossOptions, Reduction, Targets } from "./losses/loss.js";
export type { LossAlias, LossName } from "./losses/lossNames.js";
export { type DiceOptions, dice, type TverskyOptions, tversky } from "./losses/overlap.js";
export type { CrossentropyOptions, SmoothedOptions } from "./losses/parts.js";
export {
  cosineSimilarity,
  type HuberOptions,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "./losses/regression.js";
export {
  Accuracy,
  BinaryAccuracy,
  type BinaryAccuracyOptions,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
  type TopKOptions,
} from "./metrics/accuracies.js";
export {
  PrecisionAtRecall,
  type PrecisionAtRecallOptions,
  RecallAtPrecision,
  type RecallAtPrecisionOptions,
  SensitivityAtSpecificity,
  type SensitivityAtSpecificityOptions,
  SpecificityAtSensitivity,
  type SpecificityAtSensitivityOptions,
} from "./metrics/atThreshold.js";
export { AUC, type AUCOptions } from "./metrics/auc.js";
export { classificationReport, type ReportOptions } from "./metrics/classificationReport.js";
export {
  type AnswerOptions,
  FalseNegatives,
  FalsePositives,
  Precision,
  Recall,
  type ThresholdOptions,
  TrueNegatives,
  TruePositives,
} from "./metrics/confusion.js";
export { confusionMatrix, formatConfusionMatrix } from "./metrics/confusionMatrix.js";
export { ConcordanceCorrelation, type CorrelationOptions, PearsonCorrelation } from "./metrics/correlations.js";
export { F1Score, type F1ScoreOptions, FBetaScore, type FBetaScoreOptions } from "./metrics/fScore.js";
export {
  BinaryIoU,
  type BinaryIoUOptions,
  IoU,
  type IoUOptions,
  MeanIoU,
  type MeanIoUOptions,
  OneHotIoU,
  type OneHotIoUOptions,
  OneHotMeanIoU,
  type OneHotMeanIoUOptions,
} from "./metrics/iou.js";
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalHinge,
  CosineSimilarity,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  RootMeanSquaredError,
  SparseCategoricalCrossentropy,
  SquaredHinge,
} from "./metrics/lossMetrics.js";
export { type Ends, type Examples, MeanMetric, Metric, type MetricOptions } from "./metrics/metric.js";
export type { MetricAlias, MetricArgument, MetricFunction, MetricName } from "./metrics/metricNames.js";
export { accuracy, f1Score, precision, recall } from "./metrics/metrics.js";
export { R2Score, type R2ScoreOptions } from "./metrics/r2Score.js";
export { expectedCalibrationError, type Predictions, reliabilityBins } from "./metrics/reliability.js";
export type { ExportFormat } from "./model/exportFormats.js";
export { type ExportedFile, type ExportFileOptions, type ExportOptions, exportNetwork } from "./model/exportNetwork.js";
export { type GradCamOptions, type GradCamResult, gradCam } from "./model/gradCam.js";
export type { NetworkLoadOptions } from "./model/inputShapes.js";
export type { ModelSource } from "./model/modelSource.js";
export { Network, type NetworkOptions, type Weights } from "./model/network.js";
export type { ModelRecord, NetworkRecord } from "./model/networkFile.js";
export type { WeightNames } from "./model/otherNames.js";
export { type LayerSummary, layerSummaries, summary } from "./model/summary.js";
export type { NamedTensors, Tensors } from "./model/tensorArguments.js";
export type { Architecture, ArchitectureOptions, Blocks, BuiltNetwork } from "./models/architecture.js";
export { type ArchitectureName, architectures } from "./models/architectures.js";
export { type Base, type BaseOptions, createBase, type WeightsFile } from "./models/createBase.js";
export { efficientNetB0, efficientNetLite0 } from "./models/efficientnet.js";
export { type MatchedNetwork, weightsFor } from "./models/elsewhere/weightsFor.js";
export { mobileNetV1 } from "./models/mobilenetv1.js";
export { mobileNetV2 } from "./models/mobilenetv2.js";
export { mobileNetV3Large, mobileNetV3Small } from "./models/mobilenetv3.js";
export { shuffleNetV2 } from "./models/shufflenetv2.js";
export { type SmallBaseOptions, smallBase } from "./models/smallBase.js";
export type { Source } from "./models/sources.js";
export { layerDecay, unfreezeBlocks } from "./models/unfreeze.js";
export {
  Adadelta,
  type AdadeltaOptions,
  Adafactor,
  type AdafactorOptions,
  AdaGrad,
  type AdaGradOptions,
  Adagrad,
  AdaMax,
  type AdaMaxOptions,
  Adam,
  Adamax,
  type AdamOptions,
  AdamW,
  type AdamWOptions,
  cosineDecay,
  cosineDecayRestarts,
  type EpsilonForm,
  exponentialDecay,
  Ftrl,
  type FtrlOptions,
  type GradientArguments,
  inverseTimeDecay,
  Lamb,
  type LambOptions,
  type LearningRate,
  Lion,
  type LionOptions,
  Muon,
  type MuonOptions,
  Nadam,
  type NadamOptions,
  type Optimizer,
  type OptimizerName,
  type OptimizerOptions,
  piecewiseConstant,
  polynomialDecay,
  RMSProp,
  type RMSPropOptions,
  RMSprop,
  type Schedule,
  SGD,
  type SGDOptions,
} from "./optim/index.js";
export type { QuantizeTask } from "./quantize/quantizeGraph.js";
export { type QuantizeNetworkOptions, quantizeNetwork } from "./quantize/quantizeNetwork.js";
export { type DrawOptions, drawChart } from "./report/chart.js";
export type { Axis, BarChart, Chart, LineChart, PointSeries } from "./report/chartData.js";
export { historyChart } from "./report/historyChart.js";
export { svgToPng } from "./report/png.js";
export { LinnetError, ShapeError, ThreadError } from "./tensor/errors.js";
export type { Shape } from "./tensor/shape.js";
export { Tensor } from "./tensor/tensor.js";
export type { Padding, Padding2d, Pair } from "./tensor/window.js";
export { arraySource, type Batch, type BatchSource } from "./train/batches/batchSource.js";
export { balancedClassWeights, type ClassWeight } from "./train/batches/classWeights.js";
export { type ImageFlow, type ImageFlowOptions, imageFlow } from "./train/batches/imageFlow.js";
export { type ImageSourceOptions, imageSource } from "./train/batches/imageSource.js";
export { type MixupOptions, mixup } from "./train/batches/mixup.js";
export { type BackupAndRestoreOptions, backupAndRestore } from "./train/callbacks/backupAndRestore.js";
export type { Callback, EpochFigures, Logs, RunShape, TrainingControls } from "./train/callbacks/callback.js";
export { type CsvLoggerOptions, csvLogger } from "./train/callbacks/csvLogger.js";
export { type EarlyStoppingOptions, earlyStopping } from "./train/callbacks/earlyStopping.js";
export { epochLog } from "./train/callbacks/epochLog.js";
export { type LambdaCallbackOptions, lambdaCallback } from "./train/callbacks/lambdaCallback.js";
export { learningRateScheduler } from "./train/callbacks/learningRateScheduler.js";
export { type ModelCheckpointOptions, modelCheckpoint } from "./train/callbacks/modelCheckpoint.js";
export { type ReduceLROnPlateauOptions, reduceLROnPlateau } from "./train/callbacks/reduceLROnPlateau.js";
export { terminateOnNaN } from "./train/callbacks/terminateOnNaN.js";
export type { CheckpointOptions } from "./train/checkpoint/checkpointOptions.js";
export { type FrozenFeaturesOptions, frozenFeatures } from "./train/features/frozenFeatures.js";
export {
  type CompileOptions,
  type EvaluateOptions,
  type FitOptions,
  Model,
  type OnBatchOptions,
  type SummaryOptions,
  type TrainOnBatchOptions,
} from "./train/model.js";
export { type PruningOptions, pruneLowMagnitude } from "./train/pruning.js";
export type { History } from "./train/run/history.js";
export { Sequential } from "./train/sequential.js";

// Here and not where layers are, which a page that only predicts loads: bundlers keep what an entry itself does.
provideAllParts();
