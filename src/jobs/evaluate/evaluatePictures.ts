// How well a model does on labeled photographs.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { confusionMatrix } from "../../metrics/confusionMatrix.js";
import { accuracy } from "../../metrics/metrics.js";
import type { Network } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import { type Classified, classify } from "../classify.js";
import type { JobControl, JobEvent } from "../events.js";

export interface Evaluation {
  readonly classes: readonly string[];
  readonly accuracy: number;
  /** A row for each true class, a column for what it was taken for. */
  readonly confusionMatrix: readonly (readonly number[])[];
  /** How many could be read. */
  readonly photographs: number;
  /** What the model says of each, in order. */
  readonly classified: readonly Classified[];
  /** The class of each of them, as an index. */
  readonly truth: readonly number[];
}

/** The classes by name, and that of every photograph of a loader. */
export interface Labeled {
  readonly classes: readonly string[];
  readonly labels: ArrayLike<number>;
}

/**
 * Classifies the photographs at `indices` and compares with their labels.
 * @throws LinnetError if none of them could be read
 */
export async function evaluatePictures(
  network: Network,
  labeled: Labeled,
  loader: ImageLoader,
  indices: ArrayLike<number>,
  control: JobControl = {},
): Promise<Evaluation> {
  const [evaluation] = await evaluateEach([network], labeled, loader, indices, control);
  return evaluation!;
}

/** The same of several networks, on photographs that are decoded once. */
export async function evaluateEach(
  networks: readonly Network[],
  labeled: Labeled,
  loader: ImageLoader,
  indices: ArrayLike<number>,
  { onEvent, signal }: JobControl = {},
): Promise<Evaluation[]> {
  const total = indices.length;
  const results = await classify(networks, loader, indices, (done) => {
    signal?.throwIfAborted();
    onEvent?.({ kind: "progress", task: "evaluation", done, total });
  });
  if (results[0]!.length === 0) {
    for (const event of leftOutEvents(loader)) onEvent?.(event);
    throw new LinnetError(`none of the ${total} photographs that were to be classified could be read`);
  }
  return results.map((classified) => figuresOf(labeled, classified));
}

/** The figures of photographs that were classified. */
export function figuresOf({ classes, labels }: Labeled, classified: readonly Classified[]): Evaluation {
  const truth = classified.map(({ index }) => labels[index]!);
  const predicted = classified.map(({ label }) => label);
  return {
    classes,
    accuracy: accuracy(truth, predicted),
    confusionMatrix: confusionMatrix(truth, predicted, { labels: [...classes.keys()] }),
    photographs: classified.length,
    classified,
    truth,
  };
}

/** The photographs that these loaders of one set could not decode, each once. */
export function leftOutEvents(...loaders: readonly ImageLoader[]): JobEvent[] {
  const skipped = new Map(loaders.flatMap((loader) => [...loader.skipped]));
  return [...skipped.values()].map(({ file, reason }) => ({ kind: "leftOut", file, reason }));
}
