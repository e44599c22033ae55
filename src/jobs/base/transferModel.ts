// The tutorial's model: a base without its classifier, and a small head.

import { Dense } from "../../layers/dense.js";
import { Dropout } from "../../layers/dropout.js";
import { Flatten } from "../../layers/flatten.js";
import { input } from "../../layers/input.js";
import type { LayerOutput } from "../../layers/layer.js";
import { AveragePooling2D } from "../../layers/pooling2D.js";
import { Network } from "../../model/network.js";
import { Model } from "../../train/model.js";

export interface HeadOptions {
  readonly classes: number;
  /** Units of the hidden dense layer; 0 for none. */
  readonly hidden: number;
  readonly dropout: number;
  readonly seed: number;
}

/** The whole model, which shares its layers with the base: average pooling, the features, and the head. */
export function transferModel(base: Network, options: HeadOptions): Model {
  return new Model({ inputs: base.input, outputs: headOn(pooledFeatures(base), options) });
}

/** The base alone, with the pooling that comes before a head: from pictures to rows of features. */
export function featureNetwork(base: Network): Network {
  return new Network({ inputs: base.input, outputs: pooledFeatures(base) });
}

function pooledFeatures(base: Network): LayerOutput {
  const [height, width] = base.outputShape;
  if (width === undefined) return base.output;
  const poolSize = [Math.min(7, height!), Math.min(7, width)] as const;
  return new Flatten({}).apply(new AveragePooling2D({ poolSize }).apply(base.output));
}

/** The head alone, for features that a base has made: rows of `features` numbers. */
export function headModel(features: number, options: HeadOptions): Model {
  const inputs = input({ shape: [features] });
  return new Model({ inputs, outputs: headOn(inputs, options) });
}

function headOn(features: LayerOutput, { classes, hidden, dropout, seed }: HeadOptions): LayerOutput {
  let head = features;
  if (hidden > 0) head = new Dense({ units: hidden, activation: "relu" }).apply(head);
  head = new Dropout({ rate: dropout, seed }).apply(head);
  return new Dense({ units: classes, activation: "softmax" }).apply(head);
}
