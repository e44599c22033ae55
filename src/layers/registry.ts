// Layers by class name, as in model files: Keras's, and registered ones of one's own.

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { Activation, Softmax } from "./activation.js";
import { Add } from "./add.js";
import { BatchNormalization } from "./batchNormalization.js";
import { Conv2D } from "./conv2D.js";
import { Dense } from "./dense.js";
import { DepthwiseConv2D } from "./depthwiseConv2D.js";
import { Dropout } from "./dropout.js";
import { Flatten } from "./flatten.js";
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from "./globalPooling2D.js";
import { InputLayer } from "./input.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { ELU, LeakyReLU, PReLU } from "./leakyActivations.js";
import { Multiply } from "./multiply.js";
import { AveragePooling2D, MaxPooling2D } from "./pooling2D.js";
import { ReLU } from "./reLU.js";
import { Rescaling } from "./rescaling.js";
import { Reshape } from "./reshape.js";
import { SeparableConv2D } from "./separableConv2D.js";
import { ZeroPadding2D } from "./zeroPadding2D.js";

/** The arguments come from a file: each constructor, and then `apply`, checks them. */
export type LayerClass = new (options: never) => Layer;

const builtIn: { readonly [className: string]: LayerClass } = {
  Activation,
  Add,
  AveragePooling2D,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  ELU,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  InputLayer,
  LeakyReLU,
  MaxPooling2D,
  Multiply,
  PReLU,
  ReLU,
  Rescaling,
  Reshape,
  SeparableConv2D,
  Softmax,
  ZeroPadding2D,
};

const classesByName = new Map<string, LayerClass>(Object.entries(builtIn));
const namesByClass = new Map<unknown, string>([...classesByName].map(([name, layerClass]) => [layerClass, name]));

export interface RegisterOptions {
  /** Precedes the names in files, as in `Custom>Shift`, so that two authors may each have a `Shift`. Default: "Custom". */
  readonly package?: string;
}

/**
 * Registers classes of one's own, so that models with such layers can be written to files and read from them. Call it
 * once, before the first file is written or read: `registerLayers({ Shift })`. The classes are the entries of an object
 * because a minifier keeps the names of entries, but not of classes. A later call with a known name replaces the class.
 * A layer is read back by calling its constructor with what its `config` gave, and `name` and `trainable`.
 * See https://keras.io/api/models/model_saving_apis/serialization_utils, register_keras_serializable.
 * @throws LinnetError if an entry is not a class of layers, or the package's name is empty or contains ">"
 */
export function registerLayers(
  classes: { readonly [className: string]: LayerClass },
  options: RegisterOptions = {},
): void {
  checkOptions("registerLayers", options, { package: "string" });
  const { package: namespace = "Custom" } = options;
  if (typeof classes !== "object" || classes === null)
    throw new LinnetError(`registerLayers: expected an object of classes, got ${describe(classes)}`);
  if (namespace === "" || namespace.includes(">"))
    throw new LinnetError(`registerLayers: expected a package's name without ">", got "${namespace}"`);
  for (const [className, layerClass] of Object.entries(classes)) {
    if (!(layerClass?.prototype instanceof Layer))
      throw new LinnetError(
        `registerLayers: expected "${className}" to be a class that extends Layer, got ${describe(layerClass)}`,
      );
    classesByName.set(`${namespace}>${className}`, layerClass);
    namesByClass.set(layerClass, `${namespace}>${className}`);
  }
}

/** The name of a layer's class in files. @throws LinnetError naming the layer if its class is not registered */
export function registeredName(layer: Layer): string {
  const name = namesByClass.get(layer.constructor);
  if (name !== undefined) return name;
  const { name: className } = layer.constructor;
  throw new LinnetError(
    `layer "${layer.name}": its class ${className} is not registered, and could not be read from a file: ` +
      `call registerLayers({ ${className} }) first`,
  );
}

export interface LayerDescription extends Required<LayerOptions> {
  readonly className: string;
  readonly config: LayerConfig;
}

/** The described layer, without its weights. @throws LinnetError if the class is unknown */
export function layerFromConfig({ className, config, name, trainable }: LayerDescription): Layer {
  const LayerClass = classesByName.get(className);
  if (LayerClass === undefined) throw new LinnetError(`layer "${name}": ${explainUnknown(`${className}`)}`);
  return new LayerClass({ ...config, name, trainable } as never);
}

function explainUnknown(className: string): string {
  const [namespace, own] = className.split(">");
  if (own === undefined) return `expected a class among ${[...classesByName.keys()].join(", ")}, got "${className}"`;
  const options = namespace === "Custom" ? "" : `, { package: "${namespace}" }`;
  return `its class "${className}" is not registered: call registerLayers({ ${own} }${options}) before the file is read`;
}
