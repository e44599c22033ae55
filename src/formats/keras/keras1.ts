// What Keras 1 called layers and their options, in Keras 2's words.

import type { JsonRecord } from "../checkJson.js";

const classNames: { readonly [className: string]: string } = {
  Convolution1D: "Conv1D",
  Convolution2D: "Conv2D",
  Deconvolution2D: "Conv2DTranspose",
  SeparableConvolution2D: "SeparableConv2D",
};

const optionNames: { readonly [option: string]: string } = {
  output_dim: "units",
  nb_filter: "filters",
  border_mode: "padding",
  subsample: "strides",
  dim_ordering: "data_format",
  bias: "use_bias",
  init: "kernel_initializer",
  W_regularizer: "kernel_regularizer",
  b_regularizer: "bias_regularizer",
  W_constraint: "kernel_constraint",
  b_constraint: "bias_constraint",
  p: "rate",
  beta_init: "beta_initializer",
  gamma_init: "gamma_initializer",
};

/** What Keras 1's Merge does, as a class each. */
const merges: { readonly [mode: string]: string } = {
  sum: "Add",
  mul: "Multiply",
  concat: "Concatenate",
  ave: "Average",
  max: "Maximum",
};

const formats: { readonly [ordering: string]: string } = {
  tf: "channels_last",
  th: "channels_first",
  default: "channels_last",
};

function newer(words: { readonly [old: string]: string }, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/** The class and the options in Keras 2's words, if they are in Keras 1's; else as they are. */
export function modernized(className: string, config: JsonRecord): readonly [string, JsonRecord] {
  if (className === "Merge")
    return [newer(merges, String(config.mode)) ?? className, { name: config.name, axis: config.concat_axis ?? -1 }];
  const isOld =
    Object.hasOwn(classNames, className) || Object.keys(config).some((option) => Object.hasOwn(optionNames, option));
  if (!isOld) return [className, config];
  const { nb_row: rows, nb_col: columns, ...others } = config;
  const renamed = Object.entries(others).map(([option, value]) => [newer(optionNames, option) ?? option, value]);
  const options: { [option: string]: unknown } = Object.fromEntries(renamed);
  if (rows !== undefined) options.kernel_size = [rows, columns];
  if (typeof options.data_format === "string")
    options.data_format = newer(formats, options.data_format) ?? options.data_format;
  return [newer(classNames, className) ?? className, options];
}
