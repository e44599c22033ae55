// Every layer, and what is needed to write one.

export { Activation, type ActivationOptions, Softmax, type SoftmaxOptions } from "./activation.js";
export type { ActivationName, ActivationOption } from "./activations.js";
export { Add } from "./add.js";
export { BatchNormalization, type BatchNormalizationOptions } from "./batchNormalization.js";
export { Concatenate, type ConcatenateOptions } from "./concatenate.js";
export type { Constraint, ConstraintName, ConstraintOption, ConstraintRecord } from "./constraints.js";
export { Conv2D, type Conv2DOptions } from "./conv2D.js";
export { Cropping2D, type Cropping2DOptions } from "./cropping2D.js";
export { Dense, type DenseOptions } from "./dense.js";
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from "./depthwiseConv2D.js";
export { Dropout, type DropoutOptions } from "./dropout.js";
export { Flatten } from "./flatten.js";
export { GlobalAveragePooling2D, GlobalMaxPooling2D, type GlobalPooling2DOptions } from "./globalPooling2D.js";
export {
  type Initializer,
  type InitializerName,
  type InitializerOption,
  type InitializerRecord,
  initializer,
} from "./initializers.js";
export { type InputOptions, input } from "./input.js";
export {
  type CallContext,
  inferenceContext,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type LayerOutput,
} from "./layer.js";
export { type RegisterOptions, registerLayers } from "./layerClasses.js";
export {
  ELU,
  type ELUOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  PReLU,
  type PReLUOptions,
} from "./leakyActivations.js";
export { Multiply } from "./multiply.js";
export { Normalization, type NormalizationOptions } from "./normalization.js";
export type { Parameter } from "./parameter.js";
export { Permute, type PermuteOptions } from "./permute.js";
export { AveragePooling2D, MaxPooling2D, type Pooling2DOptions } from "./pooling2D.js";
export type { Regularizer, RegularizerName, RegularizerOption, RegularizerRecord } from "./regularizers.js";
export { ReLU, type ReLUOptions } from "./reLU.js";
export { Rescaling, type RescalingOptions } from "./rescaling.js";
export { Reshape, type ReshapeOptions } from "./reshape.js";
export { SeparableConv2D, type SeparableConv2DOptions } from "./separableConv2D.js";
export { ZeroPadding2D, type ZeroPadding2DOptions } from "./zeroPadding2D.js";
