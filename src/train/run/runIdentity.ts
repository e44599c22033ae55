// What determines a run's weights, beside the data: a checkpoint keeps it, and a run goes on with the same only.

import type { Layer } from "../../layers/layer.js";
import type { Network } from "../../model/network.js";
import type { BatchSource } from "../batches/batchSource.js";
import type { Identity } from "../checkpoint/identity.js";
import type { Training } from "../step/training.js";
import type { FitLoopOptions } from "./fitOptions.js";

/** How the examples are taken, and what moves the weights. */
export function runIdentity(training: Training, source: BatchSource, options: FitLoopOptions): Identity {
  const { optimizer, backend, learningRateMultipliers } = training;
  const { shuffle = true, seed = 0, classWeight, mixup: alpha, stepsPerEpoch } = options;
  const multipliers = [...learningRateMultipliers].map(([{ name }, factor]) => [name, factor]);
  const { size: examples, batchSize } = source;
  const described = JSON.stringify({ name: optimizer.name, ...optimizer.config() });
  return {
    examples,
    batchSize,
    shuffle,
    seed,
    optimizer: described,
    backend: backend.name,
    ...(backend.multiplyAdd !== undefined && { multiplyAdd: backend.multiplyAdd }),
    ...(multipliers.length > 0 && { learningRateMultipliers: JSON.stringify(multipliers) }),
    ...(classWeight !== undefined && { classWeight: JSON.stringify(classWeight) }),
    ...(alpha !== undefined && { mixup: alpha }),
    ...(stepsPerEpoch !== undefined && { stepsPerEpoch }),
  };
}

/** The losses and the options of the layers: frozen layers count too, since a frozen dropout drops. */
export function modelIdentity({ layers }: Network, { losses, trainedLayers }: Training): Identity {
  const settings: [name: string, value: unknown][] = [];
  for (const { name, loss, weight } of losses) {
    const of = losses.length === 1 ? "" : ` of output "${name}"`;
    settings.push([`loss${of}`, loss.config ?? "a function"], [`lossWeights${of}`, weight]);
  }
  for (const layer of layers)
    for (const [option, value] of Object.entries(lastingOptions(layer, trainedLayers.has(layer))))
      settings.push([`${option} of layer "${layer.name}"`, value]);
  const lines = settings.flatMap(([name, value]) => {
    const line = inALine(value);
    return line === null ? [] : [[name, line] as const];
  });
  return Object.fromEntries(lines);
}

/** A layer's options without those of its initial weights, in place of which a run that goes on has the checkpoint's. */
function lastingOptions(layer: Layer, trainable: boolean): { readonly [option: string]: unknown } {
  const config = Object.entries(layer.fullConfig);
  const isInitial = (option: string): boolean => option.endsWith("Initializer");
  const seedsWeights = config.some(([option]) => isInitial(option));
  const lasting = config.filter(([option]) => !isInitial(option) && !(seedsWeights && option === "seed"));
  return {
    className: layer.className,
    ...Object.fromEntries(lasting),
    ...(layer.parameters.length > 0 && { trainable }),
  };
}

/** Null for what JSON cannot hold, as a function. */
function inALine(value: unknown): string | null {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
