// Every figure: what it is measured from, and how it is drawn.

import { loadBackend, wasmBackend } from "linnet";
import { drawWidthAndSize } from "./drawWidthAndSize.js";
import { readExamples } from "./examples.js";
import type { FigureName } from "./names.js";
import { drawOptimizers, type OptimizerCurve, optimizerCurves } from "./optimizers.js";
import { type FigureOptions, FULL_SIZE, photographsOf, pooledBase, readFeatures, weightsOf } from "./photographs.js";
import { drawReluManifold, embeddingDimensions, meanEmbedding } from "./reluManifold.js";
import { drawSeparableCost, separableCosts } from "./separableCost.js";
import {
  errorsByWidth,
  errorsOfFeatures,
  inputSizes,
  type SettingErrors,
  WIDTHS_INPUT_SIZE,
  type WidthAndSize,
} from "./widthAndSize.js";
import { withBar } from "./withBar.js";

export interface Figure<Numbers> {
  /** Computes or measures what the figure shows. */
  measure(options: FigureOptions): Promise<Numbers>;
  /** Draws it as the text of an SVG file. */
  draw(numbers: Numbers): Promise<string>;
}

/** Types a figure without widening its numbers. */
function figure<Numbers>(one: Figure<Numbers>): Figure<Numbers> {
  return one;
}

export const figures = {
  "relu-manifold": figure({
    measure: async ({ seed }) => {
      const means = embeddingDimensions.map((dimensions) => meanEmbedding(dimensions, MATRICES));
      return { seed, means };
    },
    draw: drawReluManifold,
  }),
  "separable-cost": figure({
    measure: async ({ signal }) => {
      // One thread, and the time of this process alone, so that others who use the machine change little.
      const measurement = { backend: await wasmBackend({ threads: 1 }), clock: processTime };
      const bar = { label: "measuring", unit: "pairs of convolutions", signal };
      return withBar(bar, (tools) => separableCosts(measurement, tools));
    },
    draw: drawSeparableCost,
  }),
  "width-and-size": figure({ measure: measureWidthAndSize, draw: drawWidthAndSize }),
  optimizers: figure({ measure: measureOptimizers, draw: drawOptimizers }),
} as const satisfies { readonly [Name in FigureName]: unknown };

/** Over which the numbers beside the first figure are means. */
const MATRICES = 1000;

/** Milliseconds that this process has computed for. */
function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The errors of each size, then those of each width: the long part last. */
async function measureWidthAndSize(options: FigureOptions): Promise<WidthAndSize> {
  const { signal } = options;
  const weights = await weightsOf(options);
  const photographs = await photographsOf(options);
  const backend = await loadBackend("wasm");
  const sizes: SettingErrors[] = [];
  for (const size of inputSizes) {
    const parts = await readFeatures(size, { photographs, weights, signal });
    const head = { size, base: pooledBase(size, weights), backend };
    const bar = { label: `heads at ${size}`, unit: "epochs", signal };
    sizes.push(await withBar(bar, (tools) => errorsOfFeatures(parts, head, tools)));
  }
  const pixels = await withBar({ label: "reading", unit: "photographs", signal }, (tools) =>
    readExamples(photographs, { size: WIDTHS_INPUT_SIZE }, tools),
  );
  const bar = { label: "training", unit: "epochs", signal };
  return { widths: await withBar(bar, (tools) => errorsByWidth(pixels, { backend }, tools)), sizes };
}

async function measureOptimizers(options: FigureOptions): Promise<OptimizerCurve[]> {
  const { signal, seed } = options;
  const weights = await weightsOf(options);
  const photographs = await photographsOf(options);
  const trainedOn = { train: photographs.split.train, test: new Uint32Array(0) };
  const { training } = await readFeatures(FULL_SIZE, { photographs, weights, signal }, trainedOn);
  const backend = await loadBackend("wasm");
  const bar = { label: "training", unit: "heads", signal };
  return withBar(bar, (tools) => optimizerCurves(training, { seed, backend }, tools));
}
