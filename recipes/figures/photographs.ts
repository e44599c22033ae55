// The photographs and weights that figures are measured with.

import type { Split } from "linnet";
import { type Dataset, describeDataset, readDataset } from "../../src/cli/training/dataset.js";
import { openSample } from "../../src/cli/training/sample.js";
import { findWeights, readWeights } from "../../src/cli/weights.js";
import { pretrainedBase, type WeightsFile } from "../../src/models/pretrainedBase.js";
import { type Parts, readExamples } from "./examples.js";
import { withBar } from "./withBar.js";

export interface FigureOptions {
  readonly data?: string;
  readonly weights?: string;
  readonly limit: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** That of the ImageNet weights. */
export const FULL_SIZE = 224;
/** As many are measured as are trained on: errors of few photographs tell little. */
const TEST_SIZE = 0.5;

/** @throws LinnetError saying what to do, where there are none */
export function weightsOf({ weights }: FigureOptions): Promise<WeightsFile> {
  return weights === undefined ? findWeights(1, FULL_SIZE) : readWeights(weights);
}

/**
 * The given photographs, near-duplicates on one side; else the drawn faces, each of which is drawn for itself. Says what
 * they are.
 */
export async function photographsOf({ data, limit, seed, signal }: FigureOptions): Promise<Dataset> {
  const split = data === undefined ? "random" : "grouped";
  const folder = data ?? (await openSample());
  const photographs = await readDataset(folder, { testSize: TEST_SIZE, split, seed, limit, signal });
  console.log(describeDataset(photographs));
  return photographs;
}

interface FeatureInputs {
  readonly photographs: Dataset;
  readonly weights: WeightsFile;
  readonly signal: AbortSignal;
}

/** The pooled features of photographs of this size; of both parts, unless another split is given. */
export async function readFeatures(
  size: number,
  { photographs, weights, signal }: FeatureInputs,
  split: Split = photographs.split,
): Promise<Parts> {
  const base = pretrainedBase(size, weights);
  try {
    return await withBar({ label: `features at ${size}`, unit: "photographs", signal }, (tools) =>
      readExamples({ ...photographs, split }, { size, base }, tools),
    );
  } finally {
    await base.close();
  }
}
