// What each figure is drawn from, and the work for it.

import { loadBackend, wasmBackend } from "linnet";
import { pretrainedBase } from "../../src/models/pretrainedBase.js";
import { readExamples } from "./examples.js";
import type { FigureName } from "./names.js";
import { drawOptimizers, optimizerCurves } from "./optimizers.js";
import { type FigureOptions, FULL_SIZE, photographsOf, readFeatures, weightsOf } from "./photographs.js";
import { drawReluManifold, embeddingDimensions, meanEmbedding } from "./reluManifold.js";
import { drawSeparableCost, separableCosts } from "./separableCost.js";
import {
  drawWidthAndSize,
  errorsByWidth,
  errorsOfFeatures,
  inputSizes,
  type SettingErrors,
  WIDTHS_INPUT_SIZE,
} from "./widthAndSize.js";
import { withBar } from "./withBar.js";

export interface Drawing {
  /** The text of an SVG file. */
  readonly svg: string;
  /** The numbers behind it, for JSON. */
  readonly numbers: unknown;
}

export const drawings: { readonly [Name in FigureName]: (options: FigureOptions) => Promise<Drawing> } = {
  "relu-manifold": async ({ seed }) => ({
    svg: await drawReluManifold({ seed }),
    numbers: embeddingDimensions.map((dimensions) => meanEmbedding(dimensions, MATRICES)),
  }),
  "separable-cost": async ({ signal }) => {
    // One thread, and the time of this process alone, so that others who use the machine change little.
    const measurement = { backend: await wasmBackend({ threads: 1 }), clock: processTime };
    const bar = { label: "measuring", unit: "pairs of convolutions", signal };
    const costs = await withBar(bar, (tools) => separableCosts(measurement, tools));
    return { svg: await drawSeparableCost(costs), numbers: costs };
  },
  "width-and-size": async (options) => {
    const [sizes, widths] = await measureWidthAndSize(options);
    return { svg: await drawWidthAndSize(widths, sizes), numbers: { widths, sizes } };
  },
  optimizers: async (options) => {
    const { signal, seed } = options;
    const weights = await weightsOf(options);
    const photographs = await photographsOf(options);
    const trainedOn = { train: photographs.split.train, test: new Uint32Array(0) };
    const { training } = await readFeatures(FULL_SIZE, { photographs, weights, signal }, trainedOn);
    const backend = await loadBackend("wasm");
    const bar = { label: "training", unit: "heads", signal };
    const curves = await withBar(bar, (tools) => optimizerCurves(training, { seed, backend }, tools));
    return { svg: await drawOptimizers(curves), numbers: curves };
  },
};

/** Over which the numbers beside the first figure are means. */
const MATRICES = 1000;

/** Milliseconds that this process has computed for. */
function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The errors of each size, then those of each width: the long part last. */
async function measureWidthAndSize(options: FigureOptions): Promise<[sizes: SettingErrors[], widths: SettingErrors[]]> {
  const { signal } = options;
  const weights = await weightsOf(options);
  const photographs = await photographsOf(options);
  const backend = await loadBackend("wasm");
  const sizes: SettingErrors[] = [];
  for (const size of inputSizes) {
    const parts = await readFeatures(size, { photographs, weights, signal });
    const head = { size, base: pretrainedBase(size, weights), backend };
    const bar = { label: `heads at ${size}`, unit: "epochs", signal };
    sizes.push(await withBar(bar, (tools) => errorsOfFeatures(parts, head, tools)));
  }
  const pixels = await withBar({ label: "reading", unit: "photographs", signal }, (tools) =>
    readExamples(photographs, { size: WIDTHS_INPUT_SIZE }, tools),
  );
  const bar = { label: "training", unit: "epochs", signal };
  return [sizes, await withBar(bar, (tools) => errorsByWidth(pixels, { backend }, tools))];
}
