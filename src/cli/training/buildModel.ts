// The model of a training job: the tutorial's, on a frozen base, or with random weights that are all trained.

import { isFolded, type WeightsFile } from "../../models/pretrainedBase.js";
import { readSmallBase } from "../../models/smallBase.js";
import type { Model } from "../../train/model.js";
import { transferModel } from "../transferModel.js";
import { findWeights, readWeights } from "../weights.js";
import type { TrainOptions } from "./options.js";

/** Batch norm's moving statistics have to follow weights that all change, in some hundred steps. */
const FEW_STEPS_MOMENTUM = 0.9;

export async function buildModel(
  classes: number,
  options: TrainOptions,
  { pretrained }: { readonly pretrained: boolean },
): Promise<Model> {
  const { alpha, size, hidden, dropout, seed } = options;
  const weights = await weightsFor(options, pretrained);
  const folded = weights !== null && isFolded(weights);
  const momentum = pretrained ? undefined : FEW_STEPS_MOMENTUM;
  const { base, model } = transferModel({ alpha, size, classes, hidden, dropout, seed, folded, momentum });
  if (weights !== null) {
    base.loadWeights(weights.tensors, { file: weights.path });
    base.trainable = false;
  }
  return model;
}

async function weightsFor(options: TrainOptions, pretrained: boolean): Promise<WeightsFile | null> {
  const { weights, base, alpha, size } = options;
  if (weights !== undefined) return readWeights(weights);
  if (!pretrained) return null;
  return base === "small" ? { path: "the small base", tensors: await readSmallBase() } : findWeights(alpha, size);
}
