// Every layer, and what is needed to write one.

import { provideAllParts } from "./provideAllParts.js";

export { Activation, type ActivationOptions, Softmax, type SoftmaxOptions } from "./activation.js";
export type { ActivationName, ActivationOption } from "./activations.js";
export { Add } from "./add.js";
export { BatchNormalization, type BatchNormalizationOptions } from "./batchNormalization.js";
export { Concatenate, type ConcatenateOptions } from "./concatenate.js";
export type { Constraint, ConstraintName, ConstraintOption, ConstraintRecord } from "./constraints.js";
export { Conv1D, type Conv1DOptions, DepthwiseConv1D, type DepthwiseConv1DOptions } from "./conv1D.js";
export { Conv2D, type Conv2DOptions } from "./conv2D.js";
export { Conv2DTranspose, type Conv2DTransposeOptions } from "./conv2DTranspose.js";
export { Cropping1D, type Cropping1DOptions, ZeroPadding1D, type ZeroPadding1DOptions } from "./cropping1D.js";
export { Cropping2D, type Cropping2DOptions } from "./cropping2D.js";
export { Dense, type DenseOptions } from "./dense.js";
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from "./depthwiseConv2D.js";
export { Dropout, type DropoutOptions } from "./dropout.js";
export { Average, Maximum, Minimum, Subtract } from "./elementwiseMerges.js";
export { Flatten } from "./flatten.js";
export { GaussianDropout, type GaussianDropoutOptions, GaussianNoise, type GaussianNoiseOptions } from "./gaussian.js";
export { GlobalAveragePooling2D, GlobalMaxPooling2D, type GlobalPooling2DOptions } from "./globalPooling2D.js";
export { GroupNormalization, type GroupNormalizationOptions } from "./groupNormalization.js";
export { Identity, RepeatVector, type RepeatVectorOptions } from "./identity.js";
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
export { LayerNormalization, type LayerNormalizationOptions } from "./layerNormalization.js";
export {
  ELU,
  type ELUOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  PReLU,
  type PReLUOptions,
  ThresholdedReLU,
  type ThresholdedReLUOptions,
} from "./leakyActivations.js";
export { Multiply } from "./multiply.js";
export { Normalization, type NormalizationOptions } from "./normalization.js";
export type { Parameter } from "./parameter.js";
export { Permute, type PermuteOptions } from "./permute.js";
export type { PictureInterpolation } from "./pictureInterpolation.js";
export {
  AveragePooling1D,
  GlobalAveragePooling1D,
  GlobalMaxPooling1D,
  type GlobalPooling1DOptions,
  MaxPooling1D,
  type Pooling1DOptions,
} from "./pooling1D.js";
export { AveragePooling2D, MaxPooling2D, type Pooling2DOptions } from "./pooling2D.js";
export {
  RandomRotation,
  type RandomRotationOptions,
  RandomTranslation,
  type RandomTranslationOptions,
  RandomZoom,
  type RandomZoomOptions,
} from "./randomMoves.js";
export {
  RandomBrightness,
  type RandomBrightnessOptions,
  RandomContrast,
  type RandomContrastOptions,
  RandomFlip,
  type RandomFlipOptions,
} from "./randomPictures.js";
export type { Regularizer, RegularizerName, RegularizerOption, RegularizerRecord } from "./regularizers.js";
export { ReLU, type ReLUOptions } from "./reLU.js";
export { Rescaling, type RescalingOptions } from "./rescaling.js";
export { Reshape, type ReshapeOptions } from "./reshape.js";
export { CenterCrop, type CenterCropOptions, Resizing, type ResizingOptions } from "./resizing.js";
export { SeparableConv2D, type SeparableConv2DOptions } from "./separableConv2D.js";
export { SpatialDropout1D, SpatialDropout2D, type SpatialDropoutOptions } from "./spatialDropout.js";
export { UpSampling2D, type UpSampling2DOptions } from "./upSampling2D.js";
export { ZeroPadding2D, type ZeroPadding2DOptions } from "./zeroPadding2D.js";

provideAllParts();
