// What `ImageClassifier.train` does, apart from it: a page that only classifies does not load it.

import { checkOptions } from "../../tensor/checkOptions.js";
import { controlKinds } from "../checkJob.js";
import type { PhotographSource } from "../dataset/dataset.js";
import type { JobControl } from "../events.js";
import { trainKinds } from "../jobOptions.js";
import { readingOf } from "../reading.js";
import type { TrainOptions } from "../train/options.js";
import { type Trained, trainJob } from "../train/trainJob.js";
import type { ClassifierParts } from "./classifierParts.js";

/** @throws as `ImageClassifier.train` does */
export async function trainClassifier(
  source: PhotographSource,
  options: TrainOptions & JobControl,
): Promise<{ readonly parts: ClassifierParts; readonly trained: Trained }> {
  checkOptions("ImageClassifier.train", options, { ...trainKinds, ...controlKinds });
  const { signal, onEvent, ...rest } = options;
  const trained = await trainJob(source, rest, { ...(signal && { signal }), ...(onEvent && { onEvent }) });
  return { parts: { network: trained.model, record: trained.record, reading: readingOf(options) }, trained };
}
