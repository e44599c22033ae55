// What a classifier and the quantized one are worth, on photographs of which each is decoded once for both.

import type { ClassifierParts } from "../classifier/classifierParts.js";
import { openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import { labelOf } from "../dataset/recordedDataset.js";
import { openLabeled } from "../evaluate/evaluateJob.js";
import { evaluateEach, leftOutEvents } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";

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
  const { classes } = before.record;
  const unknown = await unknownClass(classes, source);
  if (unknown !== null) {
    if (unknown !== "") control.onEvent?.({ kind: "warning", text: notCompared(classes, unknown) });
    return null;
  }
  const { photographs, trained, loader } = await openLabeled(before, source, {}, control);
  const all = [...photographs.files.keys()];
  const unseen = all.filter((place) => trained?.has(place) !== true);
  const indices = unseen.length > 0 ? unseen : all;
  const areUnseen = trained === null ? null : unseen.length > 0;
  try {
    const networks = [before.network, after.network];
    const [first, second] = await evaluateEach(networks, photographs, loader, indices, control);
    for (const event of leftOutEvents(loader)) control.onEvent?.(event);
    return { before: first!.accuracy, after: second!.accuracy, photographs: first!.photographs, areUnseen };
  } finally {
    await loader.close();
  }
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
