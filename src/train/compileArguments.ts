// The arguments of compile, checked by names and counts alone: only training loads losses, metrics and optimizers.

import type { BackendChoice } from "../backends/index.js";
import type { Loss } from "../losses/loss.js";
import { type LossAlias, type LossName, lossName } from "../losses/lossNames.js";
import { checkMetric, type MetricArgument } from "../metrics/metricNames.js";
import type { Optimizer } from "../optim/optimizer.js";
import { type OptimizerName, optimizerName } from "../optim/optimizerNames.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

type LossArgument = LossName | LossAlias | Loss | (() => Loss);

/** An argument for each output, as a list in order or by name. */
type ForOutputs<T> = readonly T[] | { readonly [output: string]: T };

/** Metrics: for several outputs a list has an entry for each, one metric or a list; by name, outputs may be left out. */
type MetricsArgument = ForOutputs<MetricArgument | readonly MetricArgument[]>;

/** See https://keras.io/api/models/model_training_apis/#compile-method. */
export interface CompileOptions {
  /** An optimizer, or Keras's name of one with its defaults, such as `"adam"`. */
  readonly optimizer: Optimizer | OptimizerName;
  /** If there are several outputs: one for all, a list, or one for each by name. */
  readonly loss: LossArgument | ForOutputs<LossArgument>;
  /** The weight of each output's loss in the sum to minimize, or of the one output's. Default: 1. */
  readonly lossWeights?: number | ForOutputs<number>;
  /** Figures beside the loss, by Keras's names, as metrics or as custom functions. Default: none. */
  readonly metrics?: MetricsArgument;
  /** Figures in which examples count by their weights and those of their classes. Default: none. */
  readonly weightedMetrics?: MetricsArgument;
  /** For training and, from then on, for predictions. Default: "wasm". */
  readonly backend?: BackendChoice;
  /** Factors of the learning rate for layers, by name: discriminative rates (arXiv 1801.06146, section 3.1). Default: 1. */
  readonly learningRateMultipliers?: { readonly [layer: string]: number };
}

const compileKinds: OptionKinds<CompileOptions> = {
  optimizer: "any",
  loss: "any",
  lossWeights: ["number", "list", "object"],
  metrics: ["list", "object"],
  weightedMetrics: ["list", "object"],
  backend: ["string", "object"],
  learningRateMultipliers: "object",
};

/** Checks what needs no output. @throws LinnetError if an option, the optimizer, a loss or a metric is unknown */
export function checkArguments(options: CompileOptions): void {
  checkOptions("compile", options, compileKinds);
  const { optimizer, loss, metrics = [], weightedMetrics = [] } = options;
  if (typeof optimizer === "string") optimizerName(optimizer);
  else if (typeof optimizer?.update !== "function")
    throw new LinnetError(`compile: expected an optimizer, as "adam" or new Adam(), got ${describe(optimizer)}`);
  for (const one of isLoss(loss) ? [loss] : Object.values(loss)) if (typeof one !== "function") lossName(one);
  for (const one of [metrics, weightedMetrics].flatMap((list) => Object.values(list).flat())) checkMetric(one);
}

/** The arguments of compile for one output. */
export interface OutputArguments {
  readonly name: string;
  readonly loss: LossArgument;
  readonly weight: number;
  readonly metrics: readonly MetricArgument[];
  readonly weightedMetrics: readonly MetricArgument[];
}

/** @throws LinnetError if losses, weights or metrics differ from the outputs in number or names */
export function argumentsByOutput(
  { loss, lossWeights, metrics = [], weightedMetrics = [] }: CompileOptions,
  names: readonly string[],
): OutputArguments[] {
  const losses = isLoss(loss) ? names.map(() => loss) : forOutputs("loss", loss, names);
  const weights = weightsByOutput(lossWeights, names);
  const wrong = weights.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong !== undefined) throw new LinnetError(`compile: expected lossWeights of 0 or more, got ${describe(wrong)}`);
  const measured = metricsByOutput("metrics", metrics, names);
  const weighted = metricsByOutput("weightedMetrics", weightedMetrics, names);
  return names.map((name, index) => ({
    name,
    loss: losses[index]!,
    weight: weights[index]!,
    metrics: [measured[index]!].flat(),
    weightedMetrics: [weighted[index]!].flat(),
  }));
}

function weightsByOutput(given: CompileOptions["lossWeights"], names: readonly string[]): readonly number[] {
  if (given === undefined) return names.map(() => 1);
  return forOutputs("lossWeights", typeof given === "number" ? [given] : given, names);
}

function metricsByOutput(argument: string, metrics: MetricsArgument, names: readonly string[]) {
  const none = Object.fromEntries(names.map((name) => [name, []]));
  if (!isList(metrics)) return forOutputs(argument, { ...none, ...metrics }, names);
  if (metrics.length === 0) return names.map(() => []);
  return names.length === 1 ? [metrics.flat()] : forOutputs(argument, metrics, names);
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
