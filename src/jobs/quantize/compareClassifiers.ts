// What a classifier and the quantized one are worth, on photographs of which each is decoded once for both.

import { LinnetError } from "../../tensor/errors.js";
import type { ClassifierParts } from "../classifier/classifierParts.js";
import { type Classified, classifyBatch, noteOnOutputs } from "../classify.js";
import { openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import { labelOf, openForModel } from "../dataset/recordedDataset.js";
import { readSplitRecord } from "../dataset/splitRecord.js";
import { placesTrainedOn } from "../evaluate/evaluateJob.js";
import { figuresOf, leftOutEvents } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";
import { openPictures } from "../openPictures.js";

export interface ComparedAccuracy {
  readonly before: number;
  readonly after: number;
  readonly photographs: number;
  /** Whether the model was trained on none of them; null if its file does not say. */
  readonly areUnseen: boolean | null;
}

/**
 * Both on the photographs that the model was not trained on; on all if there are no others, or its file does not say.
 * @returns null if the folder's folders are not classes that the model knows, which a warning tells
 * @throws LinnetError if none could be read; the signal's reason, once it is given
 */
export async function compareClassifiers(
  [before, after]: readonly [ClassifierParts, ClassifierParts],
  source: PhotographSource,
  control: JobControl,
): Promise<ComparedAccuracy | null> {
  const { network, record, reading } = before;
  const unknown = await unknownClass(record.classes, source);
  if (unknown !== null) {
    if (unknown !== "") control.onEvent?.({ kind: "warning", text: notCompared(record.classes, unknown) });
    return null;
  }
  const photographs = await openForModel(source, record.classes);
  const split = readSplitRecord(record.training);
  const trained = split === null ? null : await placesTrainedOn(photographs, split, reading ?? {}, control);
  const note = noteOnOutputs(network);
  if (note !== null) control.onEvent?.({ kind: "warning", text: note });
  const all = [...photographs.files.keys()];
  const unseen = all.filter((place) => trained?.has(place) !== true);
  const indices = unseen.length > 0 ? unseen : all;
  const taker = { inputShape: network.inputShape, preprocessing: record.preprocessing };
  const loader = openPictures(taker, photographs.sources, reading);
  const results: readonly [Classified[], Classified[]] = [[], []];
  try {
    for await (const batch of loader.batches({ indices, augment: false })) {
      control.signal?.throwIfAborted();
      for (const [place, parts] of [before, after].entries())
        results[place]!.push(...(await classifyBatch(parts.network, batch)));
      control.onEvent?.({ kind: "progress", task: "evaluation", done: results[1].length, total: indices.length });
    }
    for (const event of leftOutEvents(loader)) control.onEvent?.(event);
  } finally {
    await loader.close();
  }
  if (results[0].length === 0)
    throw new LinnetError(`none of the ${indices.length} photographs that were to be classified could be read`);
  const [first, second] = results.map((classified) => figuresOf(photographs, classified));
  const areUnseen = trained === null ? null : unseen.length > 0;
  return { before: first!.accuracy, after: second!.accuracy, photographs: first!.photographs, areUnseen };
}

/** A class of the folder that the model does not know; "" if it holds photographs without folders; null if it knows all. */
async function unknownClass(labels: readonly string[], source: PhotographSource): Promise<string | null> {
  const { classes } = await openPhotographs(source).catch(() => ({ classes: [""] }));
  return classes.find((name) => labelOf(name, labels) < 0) ?? null;
}

function notCompared(labels: readonly string[], unknown: string): string {
  const shown = labels.slice(0, 3).join(", ") + (labels.length > 3 ? ", …" : "");
  return `the two are not compared: the model knows the classes ${shown}, the folder has ${JSON.stringify(unknown)}`;
}
