// The tutorial's model: MobileNetV2 without its classifier, frozen, and a small head.

import { Dense } from "../layers/dense.js";
import { Dropout } from "../layers/dropout.js";
import { Flatten } from "../layers/flatten.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import { AveragePooling2D } from "../layers/pooling2D.js";
import { type MobileNetV2Options, mobileNetV2 } from "../models/mobilenetv2.js";
import { Model } from "../train/model.js";

export interface HeadOptions {
  readonly classes: number;
  /** Units of the hidden dense layer; 0 for none. */
  readonly hidden: number;
  readonly dropout: number;
  readonly seed: number;
}

export interface TransferModelOptions extends HeadOptions {
  readonly alpha: number;
  readonly size: number;
  /** Whether the base has batch norm folded into its convolutions. */
  readonly folded: boolean;
  /** Batch norm's; that of `mobileNetV2` where absent. */
  readonly momentum?: number | undefined;
}

/** The base and the whole model, whose layers they share. */
export function transferModel(options: TransferModelOptions): { readonly base: Model; readonly model: Model } {
  const { alpha, size, seed, folded, momentum } = options;
  const baseOptions: MobileNetV2Options = { alpha, inputShape: [size, size, 3], includeTop: false, folded, seed };
  const base = mobileNetV2(momentum === undefined ? baseOptions : { ...baseOptions, momentum });
  const pool = Math.min(7, base.outputShape[0]!);
  const pooled = new AveragePooling2D({ poolSize: [pool, pool] }).apply(base.output);
  const features = new Flatten({ name: "flatten" }).apply(pooled);
  return { base, model: new Model({ inputs: base.input, outputs: headOn(features, options) }) };
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
