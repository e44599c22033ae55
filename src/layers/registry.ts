// Layers by class name, as in model files: Keras's, and registered ones of one's own.

import { LinnetError } from "../tensor/errors.js";
import { isKnownActivation } from "./activations.js";
import { Add } from "./add.js";
import { BatchNormalization } from "./batchNormalization.js";
import { Conv2D } from "./conv2D.js";
import { Dense } from "./dense.js";
import { DepthwiseConv2D } from "./depthwiseConv2D.js";
import { Dropout } from "./dropout.js";
import { Flatten } from "./flatten.js";
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from "./globalPooling2D.js";
import { InputLayer } from "./input.js";
import type { Layer, LayerConfig, LayerOptions } from "./layer.js";
import {
  isLayerClass,
  type LayerClass,
  layerClassNames,
  layerClassOf,
  nameLayerClass,
  nameOfClass,
} from "./layerClasses.js";
import { AveragePooling2D, MaxPooling2D } from "./pooling2D.js";
import { ReLU } from "./reLU.js";
import { ZeroPadding2D } from "./zeroPadding2D.js";

/** What a page that predicts is likely to need. The others come with `index.ts`, where all are. */
const builtIn: { readonly [className: string]: LayerClass } = {
  Add,
  AveragePooling2D,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  InputLayer,
  MaxPooling2D,
  ReLU,
  ZeroPadding2D,
};

for (const [name, layerClass] of Object.entries(builtIn)) nameLayerClass(name, layerClass);

/** Whether the rarer layers are loaded: all of them, and not only those that a page imports. */
let isWhole = false;

/** Whether a layer needs code that is not loaded yet. The description is not checked. */
export function isRareLayer({ className = "", config = {} }: Partial<LayerDescription>): boolean {
  const { activation } = config;
  const isRareActivation = typeof activation === "string" && !isKnownActivation(activation);
  return layerClassOf(className) === undefined || isRareActivation;
}

/** Loads the rarer layers and activations if there is one among these; a file that names others is refused later. */
export async function loadLayers(layers: readonly Partial<LayerDescription>[]): Promise<void> {
  if (isWhole || !layers.some(isRareLayer)) return;
  // Each names itself, but a bundler may drop a module that nothing is read of.
  const loaded: { readonly [name: string]: unknown } = await import("./index.js");
  for (const [name, value] of Object.entries(loaded)) if (isLayerClass(value)) nameLayerClass(name, value);
  isWhole = true;
}

/** The name of a layer's class in files. @throws LinnetError naming the layer if its class is not registered */
export function registeredName(layer: Layer): string {
  const name = nameOfClass(layer.constructor);
  if (name !== undefined) return name;
  const { name: className } = layer.constructor;
  throw new LinnetError(
    `layer "${layer.name}": its class ${className} is not registered, and could not be read from a file: ` +
      `call registerLayers({ ${className} }) first`,
  );
}

export interface LayerDescription extends Required<Omit<LayerOptions, "activityRegularizer">> {
  readonly className: string;
  readonly config: LayerConfig;
}

/** The described layer, without its weights. @throws LinnetError if the class is unknown */
export function layerFromConfig({ className, config, name, trainable }: LayerDescription): Layer {
  const LayerClass = layerClassOf(className);
  if (LayerClass === undefined) throw new LinnetError(`layer "${name}": ${explainUnknown(`${className}`)}`);
  return new LayerClass({ ...config, name, trainable } as never);
}

function explainUnknown(className: string): string {
  const [namespace, own] = className.split(">");
  if (own === undefined) {
    const ways = isWhole ? "" : ": rarer ones come with `load`";
    return `expected a class among ${layerClassNames().join(", ")}, got "${className}"${ways}`;
  }
  const options = namespace === "Custom" ? "" : `, { package: "${namespace}" }`;
  return `its class "${className}" is not registered: call registerLayers({ ${own} }${options}) before the file is read`;
}
