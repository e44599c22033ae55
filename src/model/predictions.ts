// What `predict` takes and gives: tensors alone, in a list or by name, or the batches of a source.

import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import type { PictureBatches, Predictor } from "./predictor.js";
import { type NetworkEnd, type Tensors, tensorsFor } from "./tensorArguments.js";

export interface PredictOptions {
  /** Default: 32. */
  readonly batchSize?: number;
  /** For tensors: batches to predict. Default: all. */
  readonly steps?: number;
  /** 1 or 2 prints a line. Default: 0, where Keras has 1. */
  readonly verbose?: number;
}

/** With defaults. @throws LinnetError if there is an unknown option, or one that is no whole number above 0 */
export function predictSettings(options: PredictOptions) {
  checkOptions("predict", options, { batchSize: "number", steps: "number", verbose: "number" });
  const { batchSize = 32, steps, verbose = 0 } = options;
  checkCount("predict", "batchSize", batchSize);
  checkCount("predict", "steps", steps ?? 1);
  return { batchSize, steps, verbose };
}

interface NamedEnds {
  readonly name: string;
  readonly inputEnds: readonly NetworkEnd[];
  readonly outputEnds: readonly NetworkEnd[];
}

/**
 * What `Network.predict` gives for x.
 * @throws LinnetError if x does not fit, or is a single tensor and there are several outputs
 */
export async function predictionsFor(
  x: Tensors | PictureBatches,
  { name, inputEnds, outputEnds }: NamedEnds,
  { batchSize, steps, verbose }: ReturnType<typeof predictSettings>,
  predictor: Predictor,
): Promise<Tensors> {
  // Node loads ten modules with the clock, so it is asked only where that is told.
  const started = verbose && performance.now();
  const givesOne = x instanceof Tensor || isBatches(x);
  if (givesOne && outputEnds.length > 1) {
    const found = `model "${name}" has ${outputEnds.length} outputs`;
    throw new LinnetError(`predict: ${found}: give x as a list, as in predict([x]), which gives a list`);
  }
  if (isBatches(x) && steps !== undefined)
    throw new LinnetError("predict: expected steps beside tensors, got it beside a source, which has its own batches");
  const outputs = await (isBatches(x)
    ? predictor.predictSource(x)
    : predictor.predict(firstRows(tensorsFor("predict", "x", x, inputEnds), batchSize, steps), batchSize));
  if (verbose > 0) {
    const seconds = (performance.now() - started) / 1000;
    console.log(`predict  ${outputs[0]!.shape[0]} examples  ${seconds.toFixed(1)} s`);
  }
  if (Array.isArray(x)) return outputs;
  if (givesOne) return outputs[0]!;
  return Object.fromEntries(outputEnds.map(({ name }, index) => [name, outputs[index]!]));
}

function firstRows(xs: readonly Tensor[], batchSize: number, steps: number | undefined): readonly Tensor[] {
  const count = xs[0]!.shape[0]!;
  return steps === undefined ? xs : xs.map((x) => x.slice(0, Math.min(count, steps * batchSize)));
}

function isBatches(x: Tensors | PictureBatches): x is PictureBatches {
  return !(x instanceof Tensor) && typeof (x as PictureBatches)?.inOrder !== "undefined";
}
