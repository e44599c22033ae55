// What MobileNetV2 loses and saves by a smaller width multiplier and by smaller pictures (arXiv 1801.04381, sections 6.1
// and 6.2). The ImageNet weights are of one width, so the widths are trained from the start here, on little pictures; the
// sizes are tried with the ImageNet weights, frozen, under a head that is trained for each.

import {
  Adam,
  type Backend,
  cosineDecay,
  Dense,
  Dropout,
  input,
  layerSummaries,
  type Model,
  mobileNetV2,
  type Network,
  Sequential,
} from "linnet";
import type { Parts } from "./examples.js";
import type { FigureTools } from "./tools.js";

const widthMultipliers = [0.1, 0.2, 0.35, 0.5, 1] as const;
/** Height and width of the pictures on which the widths are tried. */
export const WIDTHS_INPUT_SIZE = 48;
export const inputSizes = [32, 64, 96, 128, 160, 192, 224] as const;

const BATCH_SIZE = 32;

/** One width or one size. */
export interface SettingErrors {
  /** The width multiplier, or the height and width of the pictures. */
  readonly setting: number;
  /** Of one picture, without the head. */
  readonly multiplyAdds: number;
  /** The part of the held-out examples that is taken for another class, for each start. */
  readonly errors: readonly number[];
}

/** What the figure shows. */
export interface WidthAndSize {
  readonly widths: readonly SettingErrors[];
  readonly sizes: readonly SettingErrors[];
}

export interface ErrorsOptions {
  /** How often each is trained, from other first weights and in another order; 3. */
  readonly starts?: number;
  /** 12. */
  readonly epochs?: number;
  readonly backend: Backend;
}

/** Trains MobileNetV2 of each width from random weights on pictures x `[count, height, width, 3]`. */
export async function errorsByWidth(
  parts: Parts,
  { widths = widthMultipliers, ...options }: ErrorsOptions & { readonly widths?: readonly number[] },
  { signal, onProgress }: FigureTools,
): Promise<SettingErrors[]> {
  const results: SettingErrors[] = [];
  for (const width of widths) {
    const advance = (done: number, total: number): void =>
      onProgress(results.length * total + done, widths.length * total);
    const create = (seed: number) => new Sequential([baseOfWidth(width, parts, seed), ...head(parts, seed)]);
    const trial = { ...options, learningRate: 0.01, create };
    const errors = await errorsOfStarts(parts, trial, { signal, onProgress: advance });
    results.push({ setting: width, multiplyAdds: multiplyAddsOf(baseOfWidth(width, parts, 0)), errors });
  }
  return results;
}

/** Trains a softmax on the features x `[count, features]` that a frozen base has made of pictures of this size. */
export async function errorsOfFeatures(
  parts: Parts,
  { size, base, ...options }: ErrorsOptions & { readonly size: number; readonly base: Network },
  tools: FigureTools,
): Promise<SettingErrors> {
  const create = (seed: number) =>
    new Sequential([input({ shape: parts.training.x.shape.slice(1) }), ...head(parts, seed)]);
  const errors = await errorsOfStarts(parts, { ...options, learningRate: 0.001, create }, tools);
  return { setting: size, multiplyAdds: multiplyAddsOf(base), errors };
}

function baseOfWidth(alpha: number, { training }: Parts, seed: number): Model {
  const [, height, width] = training.x.shape as readonly [number, number, number, number];
  // The moving statistics have to follow weights that all change, in some hundred steps.
  const options = { includeTop: false, pooling: "avg", momentum: 0.9 } as const;
  return mobileNetV2({ ...options, alpha, inputShape: [height, width, 3], seed });
}

function head({ training }: Parts, seed: number): [Dropout, Dense] {
  return [new Dropout({ rate: 0.2, seed }), new Dense({ units: training.y.shape[1]!, activation: "softmax", seed })];
}

interface Trial extends ErrorsOptions {
  readonly learningRate: number;
  readonly create: (seed: number) => Model;
}

async function errorsOfStarts({ training, heldOut }: Parts, trial: Trial, tools: FigureTools): Promise<number[]> {
  const { starts = 3, epochs = 12, backend, learningRate, create } = trial;
  const { signal, onProgress } = tools;
  const steps = epochs * Math.ceil(training.x.shape[0]! / BATCH_SIZE);
  const warmupSteps = Math.ceil(steps / 20);
  const errors: number[] = [];
  for (let seed = 0; seed < starts; seed += 1) {
    signal.throwIfAborted();
    const model = create(seed);
    const rate = cosineDecay({ initial: learningRate, warmupSteps, decaySteps: steps - warmupSteps });
    const optimizer = new Adam({ learningRate: rate });
    model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"], backend });
    const onEpochEnd = (epoch: number): void => onProgress(seed * epochs + epoch + 1, starts * epochs);
    const options = { epochs, batchSize: BATCH_SIZE, seed, signal, callbacks: [{ onEpochEnd }] };
    await model.fit(training.x, training.y, options);
    signal.throwIfAborted();
    const { accuracy } = await model.evaluate(heldOut.x, heldOut.y, { batchSize: BATCH_SIZE });
    errors.push(1 - accuracy!);
  }
  return errors;
}

function multiplyAddsOf(network: Network): number {
  return layerSummaries(network).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
}
