// The layers of Keras that linnet has: which options each takes, and which weights it has, in Keras's order.

/**
 * How an option's value is read. `plain`: as it is. `first`: the only entry of a list, or the value. `ignored`: whatever it is, it
 * changes nothing that linnet computes.
 */
type OptionRule = "plain" | "first" | "activation" | "initializer" | "regularizer" | "constraint" | "ignored";

export interface LayerRule {
  /** By Keras's names. */
  readonly options: { readonly [option: string]: OptionRule | readonly [rule: OptionRule, linnet: string] };
  readonly weights: readonly WeightRule[];
}

interface WeightRule {
  readonly name: string;
  /** What newer files call it. */
  readonly alias?: string;
  /** Whether a layer with these options has it. Default: always. */
  readonly isThere?: (config: { readonly [option: string]: unknown }) => boolean;
  /** Whether no optimizer changes it. Default: false. */
  readonly isStatistic?: boolean;
}

const none: LayerRule = { options: {}, weights: [] };

function weightOptions<Names extends string>(...names: readonly Names[]): LayerRule["options"] {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}_initializer`, "initializer"],
      [`${name}_regularizer`, "regularizer"],
      [`${name}_constraint`, "constraint"],
    ]),
  );
}

const biased = { activation: "activation", use_bias: "plain" } as const;
const window = { kernel_size: "plain", strides: "plain", padding: "plain", dilation_rate: "plain" } as const;
/** Keras's flags are all on by default. */
const isOn =
  (option: string): NonNullable<WeightRule["isThere"]> =>
  (config) =>
    config[option] !== false;
const bias: WeightRule = { name: "bias", isThere: isOn("use_bias") };
const kernel: WeightRule = { name: "kernel" };
const scaleAndCenter: readonly WeightRule[] = [
  { name: "gamma", isThere: isOn("scale") },
  { name: "beta", isThere: isOn("center") },
];

const convolution = (more: LayerRule["options"] = {}): LayerRule => ({
  options: { ...biased, ...window, ...more, filters: "plain", ...weightOptions("kernel", "bias") },
  weights: [kernel, bias],
});

/** Some versions write these of convolutions that have no such kernel. */
const withoutKernel: LayerRule["options"] = {
  filters: "ignored",
  kernel_initializer: "ignored",
  kernel_regularizer: "ignored",
  kernel_constraint: "ignored",
};

const depthwise: LayerRule = {
  options: { ...withoutKernel, ...biased, ...window, depth_multiplier: "plain", ...weightOptions("depthwise", "bias") },
  weights: [{ name: "depthwise_kernel", alias: "kernel" }, bias],
};
const pooling: LayerRule = { options: { pool_size: "plain", strides: "plain", padding: "plain" }, weights: [] };
const globalPooling: LayerRule = { options: { keepdims: ["plain", "keepDims"] }, weights: [] };
const padded: LayerRule = { options: { padding: "plain" }, weights: [] };
const cropped: LayerRule = { options: { cropping: "plain" }, weights: [] };
const dropped: LayerRule = { options: { rate: "plain", seed: "ignored", noise_shape: "plain" }, weights: [] };
const droppedMaps: LayerRule = { options: { rate: "plain", seed: "ignored" }, weights: [] };
const random = { seed: "ignored", fill_mode: "plain", fill_value: "plain", interpolation: "plain" } as const;

/** By Keras's class names, which are linnet's. */
export const layerTable: { readonly [className: string]: LayerRule } = {
  Activation: { options: { activation: "activation" }, weights: [] },
  Add: none,
  Average: none,
  AveragePooling1D: pooling,
  AveragePooling2D: pooling,
  BatchNormalization: {
    options: {
      axis: "first",
      momentum: "plain",
      epsilon: "plain",
      center: "plain",
      scale: "plain",
      ...weightOptions("beta", "gamma"),
      moving_mean_initializer: "initializer",
      moving_variance_initializer: "initializer",
    },
    weights: [
      ...scaleAndCenter,
      { name: "moving_mean", isStatistic: true },
      { name: "moving_variance", isStatistic: true },
    ],
  },
  CenterCrop: { options: { height: "plain", width: "plain" }, weights: [] },
  Concatenate: { options: { axis: "plain" }, weights: [] },
  Conv1D: convolution({ groups: "plain" }),
  Conv2D: convolution({ groups: "plain" }),
  Conv2DTranspose: convolution({ output_padding: "plain" }),
  Cropping1D: cropped,
  Cropping2D: cropped,
  Dense: {
    options: { ...biased, units: "plain", ...weightOptions("kernel", "bias") },
    weights: [kernel, bias],
  },
  DepthwiseConv1D: depthwise,
  DepthwiseConv2D: depthwise,
  Dropout: dropped,
  ELU: { options: { alpha: "plain" }, weights: [] },
  Flatten: none,
  GaussianDropout: droppedMaps,
  GaussianNoise: { options: { stddev: "plain", seed: "ignored" }, weights: [] },
  GlobalAveragePooling1D: globalPooling,
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling1D: globalPooling,
  GlobalMaxPooling2D: globalPooling,
  GroupNormalization: {
    options: {
      ...{ groups: "plain", axis: "first", epsilon: "plain", center: "plain", scale: "plain" },
      ...weightOptions("beta", "gamma"),
    },
    weights: scaleAndCenter,
  },
  Identity: none,
  LayerNormalization: {
    options: {
      axis: "plain",
      epsilon: "plain",
      center: "plain",
      scale: "plain",
      ...weightOptions("beta", "gamma"),
    },
    weights: scaleAndCenter,
  },
  LeakyReLU: {
    options: { negative_slope: "plain", alpha: ["plain", "negativeSlope"] },
    weights: [],
  },
  Maximum: none,
  Minimum: none,
  MaxPooling1D: pooling,
  MaxPooling2D: pooling,
  Multiply: none,
  Normalization: {
    options: { axis: "plain", mean: "plain", variance: "plain", invert: "plain" },
    weights: ["mean", "variance", "count"].map((name) => ({
      name,
      isStatistic: true,
      isThere: ({ mean = null }) => mean === null,
    })),
  },
  PReLU: {
    options: { ...weightOptions("alpha"), shared_axes: "plain" },
    weights: [{ name: "alpha" }],
  },
  Permute: { options: { dims: "plain" }, weights: [] },
  RandomBrightness: { options: { seed: "ignored", factor: "plain", value_range: "plain" }, weights: [] },
  RandomContrast: { options: { seed: "ignored", factor: "plain", value_range: "plain" }, weights: [] },
  RandomFlip: { options: { mode: "plain", seed: "ignored" }, weights: [] },
  RandomRotation: { options: { ...random, factor: "plain" }, weights: [] },
  RandomTranslation: { options: { ...random, height_factor: "plain", width_factor: "plain" }, weights: [] },
  RandomZoom: { options: { ...random, height_factor: "plain", width_factor: "plain" }, weights: [] },
  ReLU: { options: { max_value: "plain", negative_slope: "plain", threshold: "plain" }, weights: [] },
  Rescaling: { options: { scale: "plain", offset: "plain" }, weights: [] },
  Reshape: { options: { target_shape: "plain" }, weights: [] },
  RepeatVector: { options: { n: "plain" }, weights: [] },
  Resizing: {
    options: {
      ...{ height: "plain", width: "plain", interpolation: "plain", antialias: "plain" },
      ...{ crop_to_aspect_ratio: "plain", pad_to_aspect_ratio: "plain", fill_mode: "plain", fill_value: "plain" },
    },
    weights: [],
  },
  SeparableConv2D: {
    options: {
      ...withoutKernel,
      ...biased,
      ...window,
      filters: "plain",
      depth_multiplier: "plain",
      ...weightOptions("depthwise", "pointwise", "bias"),
    },
    weights: [{ name: "depthwise_kernel" }, { name: "pointwise_kernel" }, bias],
  },
  Softmax: { options: { axis: "plain" }, weights: [] },
  SpatialDropout1D: droppedMaps,
  SpatialDropout2D: droppedMaps,
  Subtract: none,
  ThresholdedReLU: { options: { theta: "plain" }, weights: [] },
  UpSampling2D: { options: { size: "plain", interpolation: "plain" }, weights: [] },
  ZeroPadding1D: padded,
  ZeroPadding2D: padded,
};

/**
 * Options that no layer of linnet has, whichever layer they stand in: they change nothing as long as they have one of these values.
 * Null: whatever their value, they say nothing of what is computed.
 */
export const harmless: { readonly [option: string]: readonly unknown[] | null } = {
  auto_vectorize: null,
  autocast: [true, false],
  batch_input_shape: null,
  batch_shape: null,
  build_config: null,
  data_format: ["channels_last", null],
  data_type: [null],
  dtype: null,
  dynamic: [false],
  force_generator: null,
  fused: null,
  groups: [1],
  implementation: [0, 1, 2],
  input_dim: null,
  input_dtype: null,
  input_shape: null,
  lora_alpha: [null],
  lora_rank: [null],
  mode: [0],
  name: null,
  optional: null,
  quantization_config: [null],
  ragged: [false],
  renorm: [false],
  renorm_clipping: null,
  renorm_momentum: null,
  rms_scaling: [false],
  rng_type: null,
  shared_object_id: null,
  sparse: [false],
  supports_masking: [true, false],
  synchronized: [false],
  trainable: null,
  value_range: null,
  virtual_batch_size: [null],
};
