// Layers by Keras's class names, as model files have them.

import { LinnetError } from "../tensor/errors.js";
import { Activation, Softmax } from "./activation.js";
import { Add } from "./add.js";
import { BatchNormalization } from "./batchNormalization.js";
import { Conv2D } from "./conv2D.js";
import { Dense } from "./dense.js";
import { DepthwiseConv2D } from "./depthwiseConv2D.js";
import { Dropout } from "./dropout.js";
import { Flatten } from "./flatten.js";
import { GlobalAveragePooling2D } from "./globalAveragePooling2D.js";
import { InputLayer } from "./input.js";
import type { Layer, LayerConfig, LayerOptions } from "./layer.js";
import { Multiply } from "./multiply.js";
import { AveragePooling2D, MaxPooling2D } from "./pooling2D.js";
import { ReLU } from "./reLU.js";
import { Rescaling } from "./rescaling.js";
import { Reshape } from "./reshape.js";
import { SeparableConv2D } from "./separableConv2D.js";
import { ZeroPadding2D } from "./zeroPadding2D.js";

// The arguments come from a file: each constructor, and `apply` after it, checks what it gets.
type FromConfig = new (options: never) => Layer;

const classes: { readonly [className: string]: FromConfig } = {
  Activation,
  Add,
  AveragePooling2D,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  GlobalAveragePooling2D,
  InputLayer,
  MaxPooling2D,
  Multiply,
  ReLU,
  Rescaling,
  Reshape,
  SeparableConv2D,
  Softmax,
  ZeroPadding2D,
};

export interface LayerDescription extends Required<LayerOptions> {
  readonly className: string;
  readonly config: LayerConfig;
}

/** The layer that a description speaks of, without its weights. @throws LinnetError on a class that is not known */
export function layerFromConfig({ className, config, name, trainable }: LayerDescription): Layer {
  const LayerClass = classes[className];
  if (LayerClass === undefined) {
    throw new LinnetError(
      `layer "${name}": expected a class among ${Object.keys(classes).join(", ")}, got "${className}"`,
    );
  }
  return new LayerClass({ ...config, name, trainable } as never);
}
