// Whether the features of a frozen base are kept, or computed anew in every epoch.

import type { BatchSource } from "../batches/batchSource.js";
import type { Evaluator, Trainer } from "../step/trainer.js";

/** Bytes that the features of all examples may take, those to measure included. */
const FEATURE_BYTES = 1e9;

export interface FeaturePlan {
  readonly training: boolean;
  readonly validation: boolean;
}

export interface FeatureBudget {
  /** Examples to measure after each epoch. */
  readonly validation?: BatchSource;
  /** Default: 1e9. */
  readonly featureBytes?: number;
}

/** Which features are kept: those of the training examples come first, as they are read most often. */
export function planFeatures(
  { trainer, evaluator }: { readonly trainer: Trainer; readonly evaluator: Evaluator | null },
  source: BatchSource,
  { validation, featureBytes = FEATURE_BYTES }: FeatureBudget,
): FeaturePlan {
  const [trained, measured] = [trainer.featureBytes(source), validation && evaluator?.featureBytes(validation)];
  const training = trained !== null && trained <= featureBytes;
  const left = featureBytes - (training ? trained : 0);
  return { training, validation: typeof measured === "number" && measured <= left };
}

/** How the run proceeds, in words. */
export function explainFeatures(trainer: Trainer, source: BatchSource, { training }: FeaturePlan): string {
  const { base } = trainer;
  if (base === null) return "Every layer is run on every picture: nothing is frozen before what is trained.";
  const how = base.describe();
  const bytes = trainer.featureBytes(source);
  if (bytes === null)
    return `The frozen base runs on every augmented picture of every epoch, since no two are the same (${how}).`;
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  return training
    ? `The frozen base runs once a picture and its features are kept (${size}), since every epoch has the same pictures (${how}).`
    : `The frozen base runs on every picture of every epoch, since its features (${size}) are too many to keep (${how}).`;
}
