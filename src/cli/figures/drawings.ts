// What each figure is drawn from: the data it is given, and the work with a bar.

import { loadBackend } from "../../backends/index.js";
import { wasmBackend } from "../../backends/wasm/index.js";
import { readExamples } from "../../report/figures/examples.js";
import { drawOptimisers, optimiserCurves } from "../../report/figures/optimisers.js";
import { pretrainedBase } from "../../report/figures/pretrainedBase.js";
import { drawReluManifold } from "../../report/figures/reluManifold.js";
import { drawSeparableCost, separableCosts } from "../../report/figures/separableCost.js";
import type { FigureTools } from "../../report/figures/tools.js";
import {
  drawWidthAndSize,
  errorsByWidth,
  errorsOfFeatures,
  inputSizes,
  type SettingErrors,
  WIDTHS_INPUT_SIZE,
} from "../../report/figures/widthAndSize.js";
import { type Progress, startProgress } from "../progress.js";
import { type Dataset, readDataset } from "../training/dataset.js";
import { openSample } from "../training/sample.js";
import { findWeights, readWeights, type WeightsFile } from "../weights.js";
import type { FigureName } from "./names.js";

export interface FigureOptions {
  readonly data?: string;
  readonly weights?: string;
  readonly limit: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Each gives the text of an SVG file. */
export const drawings: { readonly [Name in FigureName]: (options: FigureOptions) => Promise<string> } = {
  "relu-manifold": drawReluManifold,
  "separable-cost": async ({ signal }) => {
    // One thread, and the time of this process alone, so that others who use the machine change little.
    const measurement = { backend: await wasmBackend({ threads: 1 }), clock: processTime };
    const costs = await withBar("measuring", "pairs of convolutions", signal, (tools) =>
      separableCosts(measurement, tools),
    );
    return drawSeparableCost(costs);
  },
  "width-and-size": async (options) => {
    const weights = await weightsOf(options);
    const photographs = await photographsOf(options);
    const sizes: SettingErrors[] = [];
    for (const size of inputSizes) sizes.push(await errorsAtSize(size, photographs, weights, options.signal));
    return drawWidthAndSize(await errorsOfWidths(photographs, options.signal), sizes);
  },
  optimisers: async (options) => {
    const { signal, seed } = options;
    const weights = await weightsOf(options);
    const photographs = await photographsOf(options);
    const { training } = await readFeatures(FULL_SIZE, photographs, weights, signal);
    const backend = await loadBackend("wasm");
    const curves = await withBar("training", "heads", signal, (tools) =>
      optimiserCurves(training, { seed, backend }, tools),
    );
    return drawOptimisers(curves);
  },
};

/** That of the ImageNet weights. */
const FULL_SIZE = 224;
/** As many are measured as are trained on: errors of few photographs tell little. */
const TEST_SIZE = 0.5;

function weightsOf({ weights }: FigureOptions): Promise<WeightsFile> {
  return weights === undefined ? findWeights(1, FULL_SIZE) : readWeights(weights);
}

/** The given photographs, near-duplicates on one side; else the drawn faces, each of which is drawn for itself. */
async function photographsOf({ data, limit, seed, signal }: FigureOptions): Promise<Dataset> {
  const split = data === undefined ? "random" : "grouped";
  return readDataset(data ?? (await openSample()), { testSize: TEST_SIZE, split, seed, limit, signal });
}

async function errorsAtSize(size: number, photographs: Dataset, weights: WeightsFile, signal: AbortSignal) {
  const parts = await readFeatures(size, photographs, weights, signal);
  const measurement = { size, base: pretrainedBase(size, weights), backend: await loadBackend("wasm") };
  return withBar(`heads at ${size}`, "epochs", signal, (tools) => errorsOfFeatures(parts, measurement, tools));
}

async function readFeatures(size: number, photographs: Dataset, weights: WeightsFile, signal: AbortSignal) {
  const base = pretrainedBase(size, weights);
  try {
    return await withBar(`features at ${size}`, "photographs", signal, (tools) =>
      readExamples(photographs, { size, base }, tools),
    );
  } finally {
    await base.close();
  }
}

async function errorsOfWidths(photographs: Dataset, signal: AbortSignal): Promise<SettingErrors[]> {
  const parts = await withBar("reading", "photographs", signal, (tools) =>
    readExamples(photographs, { size: WIDTHS_INPUT_SIZE }, tools),
  );
  const backend = await loadBackend("wasm");
  return withBar("training", "epochs", signal, (tools) => errorsByWidth(parts, { backend }, tools));
}

/** Milliseconds that this process has computed for. */
function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The bar begins with the first part that is done, which says how many there are. */
async function withBar<Result>(
  label: string,
  unit: string,
  signal: AbortSignal,
  work: (tools: FigureTools) => Promise<Result>,
): Promise<Result> {
  let bar: Progress | null = null;
  const onProgress = (done: number, total: number): void => {
    bar ??= startProgress(label, total, unit);
    bar.update(done);
  };
  try {
    return await work({ signal, onProgress });
  } finally {
    (bar as Progress | null)?.stop();
  }
}
