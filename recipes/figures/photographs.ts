// The photographs and weights that figures are measured with.

import type { Split } from "linnet";
import { followJob } from "../../src/cli/follow.js";
import { chooseBase, type NamedBase } from "../../src/jobs/base/chooseBase.js";
import { readWeights } from "../../src/jobs/base/weightFiles.js";
import { type Dataset, readDataset } from "../../src/jobs/dataset/dataset.js";
import { openSample } from "../../src/jobs/sample/drawnFaces.js";
import { createBase, type WeightsFile } from "../../src/models/createBase.js";
import type { Model } from "../../src/train/model.js";
import { type Parts, readExamples } from "./examples.js";
import { withBar } from "./withBar.js";

export interface FigureOptions {
  readonly data?: string;
  readonly weights?: string;
  readonly limit: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** The papers' network. */
const ARCHITECTURE = "mobilenetv2";
/** That of the ImageNet weights. */
export const FULL_SIZE = 224;
/** As many are measured as are trained on: errors of few photographs tell little. */
const TEST_SIZE = 0.5;

/** @throws LinnetError saying what to do, where there are none */
export async function weightsOf({ weights = "imagenet" }: FigureOptions): Promise<WeightsFile> {
  const { weights: chosen } = (await chooseBase({ base: ARCHITECTURE, weights })) as NamedBase;
  return readWeights((chosen as { readonly file: string }).file);
}

/** The network with these weights, without its classifier: 1,280 pooled features of pictures `[size, size, 3]`. */
export function pooledBase(size: number, weights: WeightsFile): Model {
  return createBase({ architecture: ARCHITECTURE, size, weights, pooling: "avg" }).base;
}

/**
 * The given photographs, near-duplicates on one side; else the drawn faces, each of which is drawn for itself. Says what
 * they are.
 */
export async function photographsOf({ data, limit, seed, signal }: FigureOptions): Promise<Dataset> {
  const split = data === undefined ? "random" : "grouped";
  const { onEvent, end } = followJob();
  const control = { signal, onEvent };
  try {
    const folder = data ?? (await openSample(control));
    return await readDataset(folder, { testSize: TEST_SIZE, split, seed, limit }, control);
  } finally {
    end();
  }
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
  const base = pooledBase(size, weights);
  try {
    return await withBar({ label: `features at ${size}`, unit: "photographs", signal }, (tools) =>
      readExamples({ ...photographs, split }, { size, base }, tools),
    );
  } finally {
    await base.close();
  }
}
