// How fast optimizers learn the same task, each with its best learning rate (Adam, arXiv 1412.6980, section 6).

import {
  AdaGrad,
  AdaMax,
  Adam,
  type Backend,
  Dense,
  drawChart,
  input,
  LinnetError,
  type Optimizer,
  type PointSeries,
  RMSProp,
  Sequential,
  SGD,
} from "linnet";
import { DivergenceError } from "../../src/train/step/divergenceError.js";
import type { Examples } from "./examples.js";
import type { FigureTools } from "./tools.js";

/** With Keras's defaults beside the learning rate. The paper also gives SGD Nesterov's momentum. */
const optimizers: { readonly [name: string]: (learningRate: number) => Optimizer } = {
  SGD: (learningRate) => new SGD({ learningRate }),
  "SGD, Nesterov": (learningRate) => new SGD({ learningRate, momentum: 0.9, nesterov: true }),
  AdaGrad: (learningRate) => new AdaGrad({ learningRate }),
  RMSProp: (learningRate) => new RMSProp({ learningRate }),
  AdaMax: (learningRate) => new AdaMax({ learningRate }),
  Adam: (learningRate) => new Adam({ learningRate }),
};

/** Every half decade. */
export const learningRates = [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1] as const;

/** The hidden layer of the tutorial's head. */
const HIDDEN = 128;
const BATCH_SIZE = 32;

export interface OptimizerCurve {
  readonly name: string;
  /**
   * Of `learningRates`, the one whose mean loss over all epochs is the lowest. The last epoch alone would choose rates
   * that throw the weights far off at first, after which the loss of a task that can be learned wholly falls to nothing.
   */
  readonly learningRate: number;
  /** The mean training loss of each epoch. */
  readonly losses: readonly number[];
}

export interface OptimizerCurvesOptions {
  /** 15. */
  readonly epochs?: number;
  /** Of the first weights and the order, which are the same for all; 0. */
  readonly seed?: number;
  readonly backend: Backend;
}

/**
 * Trains a hidden layer and a softmax on features x `[count, features]` once with every optimizer and learning rate. There
 * is no dropout, so that the loss is that of the whole network.
 * @throws LinnetError where an optimizer diverges at every learning rate; the signal's reason, once it is given
 */
export async function optimizerCurves(
  examples: Examples,
  { epochs = 15, seed = 0, backend }: OptimizerCurvesOptions,
  { signal, onProgress }: FigureTools,
): Promise<OptimizerCurve[]> {
  const entries = Object.entries(optimizers);
  const total = entries.length * learningRates.length;
  let done = 0;
  const curves: OptimizerCurve[] = [];
  for (const [name, create] of entries) {
    const runs: OptimizerCurve[] = [];
    for (const learningRate of learningRates) {
      const losses = await trainingLosses(examples, { optimizer: create(learningRate), epochs, seed, backend, signal });
      if (losses !== null) runs.push({ name, learningRate, losses });
      done += 1;
      onProgress(done, total);
    }
    curves.push(bestOf(runs, name));
  }
  return curves;
}

interface Run extends Required<OptimizerCurvesOptions> {
  readonly optimizer: Optimizer;
  readonly signal: AbortSignal;
}

/** Null where the loss left the finite numbers. */
async function trainingLosses({ x, y }: Examples, run: Run): Promise<readonly number[] | null> {
  const { optimizer, epochs, seed, backend, signal } = run;
  signal.throwIfAborted();
  const head = new Sequential([
    input({ shape: x.shape.slice(1) }),
    new Dense({ units: HIDDEN, activation: "relu", seed }),
    new Dense({ units: y.shape[1]!, activation: "softmax", seed }),
  ]);
  head.compile({ optimizer, loss: "categoricalCrossentropy", backend });
  try {
    const { history } = await head.fit(x, y, { epochs, batchSize: BATCH_SIZE, seed, signal });
    signal.throwIfAborted();
    return history.loss!;
  } catch (error) {
    if (error instanceof DivergenceError) return null;
    throw error;
  }
}

function bestOf(runs: readonly OptimizerCurve[], name: string): OptimizerCurve {
  const [first, ...others] = runs;
  if (first === undefined) throw new LinnetError(`figure: ${name} diverges at every learning rate`);
  return others.reduce((best, run) => (mean(run.losses) < mean(best.losses) ? run : best), first);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** By what an optimizer keeps for each weight; unbroken where all weights share one rate. */
const strokes: { readonly [name: string]: NonNullable<PointSeries["stroke"]> } = {
  AdaGrad: "dotted",
  RMSProp: "dotted",
  AdaMax: "dashed",
  Adam: "dashed",
};

/**
 * The loss by epoch, on a log scale. Lines that lie on each other are told apart by their strokes: dotted where each weight
 * has a rate of its own, dashed where it also has a momentum.
 */
export function drawOptimizers(curves: readonly OptimizerCurve[]): Promise<string> {
  const series = curves.map(({ name, learningRate, losses }) => ({
    name: `${name} (${learningRate})`,
    points: losses.map((loss, epoch) => [epoch + 1, loss] as const),
    stroke: strokes[name] ?? "solid",
  }));
  return drawChart(
    {
      kind: "line",
      title: "Training loss, each optimizer with its best learning rate",
      x: { label: "epoch", wholeNumbers: true, min: 1, max: curves[0]!.losses.length },
      y: {
        label: "mean cross-entropy of the epoch",
        scale: "log",
        format: (loss) => String(Number(loss.toPrecision(1))),
      },
      series,
    },
    { width: 920, height: 480 },
  );
}
