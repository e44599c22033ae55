// Every layer, and what is needed to write one.

export { Activation, type ActivationOptions, Softmax } from "./activation.js";
export type { ActivationName } from "./activations.js";
export { Add } from "./add.js";
export { BatchNormalization, type BatchNormalizationOptions } from "./batchNormalization.js";
export { Conv2D, type Conv2DOptions } from "./conv2D.js";
export { Dense, type DenseOptions } from "./dense.js";
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from "./depthwiseConv2D.js";
export { Dropout, type DropoutOptions } from "./dropout.js";
export { Flatten } from "./flatten.js";
export { GlobalAveragePooling2D, type GlobalAveragePooling2DOptions } from "./globalAveragePooling2D.js";
export { type Initializer, type InitializerName, initializer } from "./initializers.js";
export { type InputOptions, input } from "./input.js";
export {
  type CallContext,
  inferenceContext,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type LayerOutput,
} from "./layer.js";
export { Multiply } from "./multiply.js";
export type { Parameter } from "./parameter.js";
export { AveragePooling2D, MaxPooling2D, type Pooling2DOptions } from "./pooling2D.js";
export { type RegisterOptions, registerLayers } from "./registry.js";
export { ReLU, type ReLUOptions } from "./reLU.js";
export { Rescaling, type RescalingOptions } from "./rescaling.js";
export { Reshape, type ReshapeOptions } from "./reshape.js";
export { SeparableConv2D, type SeparableConv2DOptions } from "./separableConv2D.js";
export { ZeroPadding2D, type ZeroPadding2DOptions } from "./zeroPadding2D.js";
