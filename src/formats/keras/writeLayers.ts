// linnet's layers as Keras's: the class, the options by Keras's names, and the weights in Keras's order.

import { LinnetError } from "../../tensor/errors.js";
import type { Shape } from "../../tensor/shape.js";
import type { DescribedLayer } from "../opened.js";
import { IMPORTED_GRAPH } from "../opGraphTypes.js";
import type { NamedWeight, WrittenNetwork } from "../writtenNetwork.js";
import { kerasOrder } from "./layerOrder.js";
import { kerasValue, snakeCase } from "./writeOptions.js";

export interface WrittenKerasLayer {
  readonly className: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly config: { readonly [option: string]: unknown };
  /** For each call, what it reads. */
  readonly calls: readonly (readonly CallOutput[])[];
  readonly weights: readonly NamedWeight[];
}

/** What a call of a layer gives. */
export interface CallOutput {
  readonly layer: string;
  /** 0 for the layer's first call. */
  readonly call: number;
  readonly shape: Shape;
}

interface LayerRule {
  /** Names that are not the snake case of linnet's. */
  readonly renamed?: { readonly [option: string]: string };
  /** What Keras's layer does not have. */
  readonly dropped?: readonly string[];
  /** Whether Keras lets a person say otherwise where the channels are. */
  readonly hasDataFormat?: boolean;
}

const plain: LayerRule = {};
/** linnet's layers have one seed for all initializers, which have done their work. */
const weighted: LayerRule = { dropped: ["seed"] };
const picture: LayerRule = { hasDataFormat: true };
const convolution: LayerRule = { ...weighted, ...picture };
const globalPooling: LayerRule = { ...picture, renamed: { keepDims: "keepdims" } };

/** The classes that Keras has under the same name; all others are linnet's alone. */
const rules: { readonly [className: string]: LayerRule } = {
  Activation: plain,
  Add: plain,
  Average: plain,
  AveragePooling1D: picture,
  AveragePooling2D: picture,
  BatchNormalization: plain,
  CenterCrop: plain,
  Concatenate: plain,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv2DTranspose: convolution,
  Cropping1D: plain,
  Cropping2D: picture,
  Dense: weighted,
  DepthwiseConv1D: convolution,
  DepthwiseConv2D: convolution,
  Dropout: plain,
  ELU: plain,
  Flatten: picture,
  GaussianDropout: plain,
  GaussianNoise: plain,
  GlobalAveragePooling1D: globalPooling,
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling1D: globalPooling,
  GlobalMaxPooling2D: globalPooling,
  GroupNormalization: plain,
  Identity: plain,
  InputLayer: plain,
  LayerNormalization: plain,
  LeakyReLU: plain,
  MaxPooling1D: picture,
  MaxPooling2D: picture,
  Maximum: plain,
  Minimum: plain,
  Multiply: plain,
  Normalization: plain,
  PReLU: plain,
  Permute: plain,
  RandomBrightness: plain,
  RandomContrast: plain,
  RandomFlip: plain,
  RandomRotation: plain,
  RandomTranslation: plain,
  RandomZoom: plain,
  ReLU: plain,
  RepeatVector: plain,
  Rescaling: plain,
  Reshape: plain,
  Resizing: plain,
  SeparableConv2D: convolution,
  Softmax: plain,
  SpatialDropout1D: plain,
  SpatialDropout2D: picture,
  Subtract: plain,
  UpSampling2D: picture,
  ZeroPadding1D: plain,
  ZeroPadding2D: picture,
};

/**
 * The layers of a network in the order in which Keras has them.
 * @param program what errors call the one that will read them. Default: "Keras".
 * @throws LinnetError naming a layer that Keras does not have
 */
export function kerasLayers(
  { network, shapes, weights }: WrittenNetwork,
  program: "Keras" | "TensorFlow.js" = "Keras",
): WrittenKerasLayer[] {
  const described = new Map<string, DescribedLayer>();
  const inputsByLayer = new Map<string, (readonly string[])[]>();
  const outputs = new Map<string, CallOutput>();
  for (const entry of network.layers) {
    const layer = "callOf" in entry ? entry.callOf : entry.name;
    if (!("callOf" in entry)) described.set(layer, entry);
    const inputs = inputsByLayer.get(layer) ?? [];
    inputsByLayer.set(layer, inputs);
    outputs.set(entry.name, { layer: kerasName(layer), call: inputs.length, shape: shapes.get(entry.name)! });
    inputs.push(entry.inputs);
  }
  return kerasOrder(network).map((name) => {
    const calls = inputsByLayer.get(name)!.map((inputs) => inputs.map((input) => outputs.get(input)!));
    const layer = described.get(name)!;
    return { ...kerasLayer(layer, program), calls, weights: weights.get(name) ?? [] };
  });
}

function kerasLayer(
  { className, name, trainable, config }: DescribedLayer,
  program: string,
): Omit<WrittenKerasLayer, "calls" | "weights"> {
  const rule = Object.hasOwn(rules, className) ? rules[className] : undefined;
  if (rule === undefined)
    throw new LinnetError(
      `layer "${name}": ${program} does not have ${layerInWords(className)}: export ONNX or TFLite, which write what layers compute`,
    );
  if (Array.isArray(config.padding) && config.strides !== undefined)
    throw new LinnetError(
      `layer "${name}": ${program} knows the padding "same" and "valid" alone, got ${JSON.stringify(config.padding)}: ` +
        "export ONNX instead",
    );
  const { renamed = {}, dropped = [], hasDataFormat = false } = rule;
  const options = Object.entries(config)
    .filter(([option]) => !dropped.includes(option))
    .map(([option, value]) => [renamed[option] ?? snakeCase(option), kerasValue(option, value)]);
  const written = { ...Object.fromEntries(options), ...(hasDataFormat && { data_format: "channels_last" }) };
  return { className, name: kerasName(name), trainable, config: written };
}

function layerInWords(className: string): string {
  if (className === IMPORTED_GRAPH) return "an imported graph of ops";
  const [, own] = /^[^>]+>(.+)$/.exec(className) ?? [];
  return own === undefined || className.startsWith("linnet>")
    ? `the layer ${own ?? className}`
    : `the layer ${own} of your own`;
}

/** Keras's names are parts of paths in its files. */
export function kerasName(name: string): string {
  return name.replaceAll("/", "_");
}
