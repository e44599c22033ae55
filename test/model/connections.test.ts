import { test } from "uvu";
import * as assert from "uvu/assert";
import { snakeCaseOfClass } from "../../src/formats/keras/snakeCaseOfClass.js";
import * as layers from "../../src/layers/index.js";
import { Conv2DTranspose, Dense, PReLU } from "../../src/layers/index.js";
import { isLayerClass } from "../../src/layers/layerClasses.js";
import { nameLayers } from "../../src/model/connections.js";

/** As keras.src.utils.naming.to_snake_case of Keras 3.15.1 has them. */
const names: { readonly [className: string]: string } = {
  Activation: "activation",
  Add: "add",
  Average: "average",
  AveragePooling1D: "average_pooling1d",
  AveragePooling2D: "average_pooling2d",
  BatchNormalization: "batch_normalization",
  CenterCrop: "center_crop",
  Concatenate: "concatenate",
  Conv1D: "conv1d",
  Conv2D: "conv2d",
  Conv2DTranspose: "conv2d_transpose",
  Cropping1D: "cropping1d",
  Cropping2D: "cropping2d",
  Dense: "dense",
  DepthwiseConv1D: "depthwise_conv1d",
  DepthwiseConv2D: "depthwise_conv2d",
  Dropout: "dropout",
  ELU: "elu",
  Flatten: "flatten",
  GaussianDropout: "gaussian_dropout",
  GaussianNoise: "gaussian_noise",
  GlobalAveragePooling1D: "global_average_pooling1d",
  GlobalAveragePooling2D: "global_average_pooling2d",
  GlobalMaxPooling1D: "global_max_pooling1d",
  GlobalMaxPooling2D: "global_max_pooling2d",
  GroupNormalization: "group_normalization",
  Identity: "identity",
  LayerNormalization: "layer_normalization",
  LeakyReLU: "leaky_re_lu",
  MaxPooling1D: "max_pooling1d",
  MaxPooling2D: "max_pooling2d",
  Maximum: "maximum",
  Minimum: "minimum",
  Multiply: "multiply",
  Normalization: "normalization",
  PReLU: "p_re_lu",
  Permute: "permute",
  RandomBrightness: "random_brightness",
  RandomContrast: "random_contrast",
  RandomFlip: "random_flip",
  RandomRotation: "random_rotation",
  RandomTranslation: "random_translation",
  RandomZoom: "random_zoom",
  ReLU: "re_lu",
  RepeatVector: "repeat_vector",
  Rescaling: "rescaling",
  Reshape: "reshape",
  Resizing: "resizing",
  SeparableConv2D: "separable_conv2d",
  Softmax: "softmax",
  SpatialDropout1D: "spatial_dropout1d",
  SpatialDropout2D: "spatial_dropout2d",
  Subtract: "subtract",
  ThresholdedReLU: "thresholded_re_lu",
  UpSampling2D: "up_sampling2d",
  ZeroPadding1D: "zero_padding1d",
  ZeroPadding2D: "zero_padding2d",
};

test("every class of layers is named as Keras names it", () => {
  const classNames = Object.entries(layers).flatMap(([name, value]) => (isLayerClass(value) ? [name] : []));
  assert.equal(Object.fromEntries(classNames.map((name) => [name, snakeCaseOfClass(name)])), names);
});

test("layers get their names so, and those of one's own as if they had no package", () => {
  const unnamed = [new Conv2DTranspose({ filters: 1, kernelSize: 1 }), new PReLU()];
  nameLayers(unnamed);
  assert.equal(
    unnamed.map(({ name }) => name),
    ["conv2d_transpose", "p_re_lu"],
  );
  assert.is(snakeCaseOfClass("Custom>ShiftBy2"), "shift_by2");
});

test("later layers of a class get a number, and none the name of another", () => {
  const unnamed = [new Dense({ units: 1 }), new Dense({ units: 1 })];
  nameLayers([unnamed[0]!, new Dense({ units: 1, name: "dense_1" }), unnamed[1]!]);
  assert.equal(
    unnamed.map(({ name }) => name),
    ["dense", "dense_2"],
  );
});

test.run();
