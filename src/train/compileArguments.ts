// What compile is given, checked by names and counts alone: losses, metrics and optimizers are loaded by what trains.

import type { Backend } from "../backends/backend.js";
import type { BackendName } from "../backends/index.js";
import { checkMetric, type MetricArgument } from "../metrics/metricNames.js";
import type { Optimizer } from "../optim/optimizer.js";
import { type OptimizerName, optimizerName } from "../optim/optimizerNames.js";
import { LinnetError } from "../tensor/errors.js";
import type { Loss } from "./losses.js";
import { type LossAlias, type LossName, lossName } from "./lossNames.js";

/** A loss by Keras's name or as a function. */
type LossArgument = LossName | LossAlias | Loss;

/** Something for each output: as a list in their order, or by their names. */
type ForOutputs<T> = readonly T[] | { readonly [output: string]: T };

/** See https://keras.io/api/models/model_training_apis/#compile-method. */
export interface CompileOptions {
  /** An optimizer, or Keras's name of one with its defaults, as `"adam"`. */
  readonly optimizer: Optimizer | OptimizerName;
  /** Of a model with several outputs one for all, a list, or one for each by its name. */
  readonly loss: LossArgument | ForOutputs<LossArgument>;
  /** What each output's loss counts in the sum that is minimized. Default: 1. */
  readonly lossWeights?: ForOutputs<number>;
  /**
   * What is measured beside the loss, of accuracy, precision, recall and f1, and functions of one's own. Default: none. Of a
   * model with several outputs a list has an entry for each, one metric or a list; by name, outputs may be left out.
   */
  readonly metrics?: ForOutputs<MetricArgument | readonly MetricArgument[]>;
  /** Who runs the plans, from then on for predictions too. Default: "wasm". */
  readonly backend?: Backend | BackendName;
  /**
   * What the learning rate is multiplied with for the weights of a layer, by its name: discriminative rates
   * (arXiv 1801.06146, section 3.1). Default: 1.
   */
  readonly learningRateMultipliers?: { readonly [layer: string]: number };
}

/** @throws LinnetError on an optimizer, a loss or a metric that is not known: all that no output is needed for */
export function checkArguments({ optimizer, loss, metrics = [] }: CompileOptions): void {
  if (typeof optimizer === "string") optimizerName(optimizer);
  else if (typeof optimizer?.update !== "function")
    throw new LinnetError(`compile: expected an optimizer, as "adam" or new Adam(), got ${JSON.stringify(optimizer)}`);
  for (const one of isLoss(loss) ? [loss] : Object.values(loss)) if (typeof one !== "function") lossName(one);
  for (const one of Object.values(metrics).flat()) checkMetric(one);
}

/** What compile was given for one output. */
export interface OutputArguments {
  readonly name: string;
  readonly loss: LossArgument;
  readonly weight: number;
  readonly metrics: readonly MetricArgument[];
}

/** @throws LinnetError if there are not as many losses, weights or metrics as outputs, or they have other names */
export function argumentsByOutput(
  { loss, lossWeights, metrics = [] }: CompileOptions,
  names: readonly string[],
): OutputArguments[] {
  const losses = isLoss(loss) ? names.map(() => loss) : forOutputs("loss", loss, names);
  const weights = lossWeights === undefined ? names.map(() => 1) : forOutputs("lossWeights", lossWeights, names);
  const wrong = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong !== undefined) throw new LinnetError(`compile: expected lossWeights of 0 or more, got ${wrong}`);
  const measured = metricsByOutput(metrics, names);
  return names.map((name, index) => {
    return { name, loss: losses[index]!, weight: weights[index]!, metrics: [measured[index]!].flat() };
  });
}

function metricsByOutput(metrics: NonNullable<CompileOptions["metrics"]>, names: readonly string[]) {
  const none = Object.fromEntries(names.map((name) => [name, []]));
  if (!isList(metrics)) return forOutputs("metrics", { ...none, ...metrics }, names);
  if (metrics.length === 0) return names.map(() => []);
  return names.length === 1 ? [metrics.flat()] : forOutputs("metrics", metrics, names);
}

function isLoss(loss: CompileOptions["loss"]): loss is LossArgument {
  return typeof loss !== "object" || loss === null;
}

function isList<T>(given: ForOutputs<T>): given is readonly T[] {
  return Array.isArray(given);
}

function forOutputs<T>(argument: string, given: ForOutputs<T>, names: readonly string[]): readonly T[] {
  const expected = `${argument} for ${names.length === 1 ? "the output" : "each of the outputs"} ${names.join(", ")}`;
  if (isList(given)) {
    if (given.length === names.length) return given;
    throw new LinnetError(`compile: expected ${expected}, got a list of ${given.length}`);
  }
  const found = Object.keys(given);
  if (found.length === names.length && names.every((name) => Object.hasOwn(given, name)))
    return names.map((name) => given[name]!);
  throw new LinnetError(`compile: expected ${expected}, got ${found.join(", ") || "none"}`);
}
