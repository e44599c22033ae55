// A sample to train on when there are no photographs: faces that are drawn, written to the cache folder as PNG.

import { writeOutput } from "../../model/writeOutput.js";
import { cacheFolder, encodePng, fileExists, joinPath, makeFolder } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { isBaseFile } from "../base/options.js";
import { checkControl } from "../checkJob.js";
import type { JobControl } from "../events.js";
import type { TrainOptions } from "../train/options.js";

/** Drawn anew when the drawing changes: the folder's name has its version. */
const VERSION = 1;
const FACES_A_CLASS = 500;
const CLASSES = ["with_mask", "without_mask"] as const;

/** A head on the small base, or from scratch the whole network: found by trying. */
const sampleDefaults = {
  alpha: 0.35,
  size: 96,
  augment: false,
  // Every face is drawn for itself, so there are no copies to look for.
  split: "random",
  hidden: 0,
  dropout: 0.2,
  batchSize: 16,
  learningRate: 0.01,
  schedule: "cosine",
} as const satisfies TrainOptions;

/** The options of a training on the sample; what is given comes first. */
export function sampleOptions(given: TrainOptions): TrainOptions {
  const isNamed = given.base !== undefined || given.weights !== undefined || given.fromScratch === true;
  const { alpha, size, ...common } = sampleDefaults;
  const shape = isBaseFile(given.base) ? {} : { alpha, size };
  return { ...common, ...shape, ...(!isNamed && { base: "small" }), ...given };
}

/**
 * The folder of the sample, which is drawn if it is not in the cache folder yet.
 * @throws LinnetError in a page, which has no folders
 */
export async function openSample(control: JobControl = {}): Promise<string> {
  checkControl("openSample", control);
  const cache = cacheFolder();
  if (cache === null) throw new LinnetError("openSample: a page has no folder for the sample: give it photographs");
  const place = joinPath(cache, `drawn-faces-${VERSION}`);
  const folder = joinPath(place, "faces");
  const finished = joinPath(place, "complete");
  if (await fileExists(finished)) return folder;
  await drawFaces(folder, control);
  await writeOutput("the sample", finished, "");
  return folder;
}

async function drawFaces(folder: string, { onEvent, signal }: JobControl): Promise<void> {
  const { drawFace } = await import("../../data/sample/face.js");
  const total = CLASSES.length * FACES_A_CLASS;
  for (const [place, name] of CLASSES.entries()) {
    await makeFolder(joinPath(folder, name)).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LinnetError(
        `${folder}: the sample could not be written (${reason}); LINNET_CACHE names another folder`,
      );
    });
    for (let number = 0; number < FACES_A_CLASS; number += 1) {
      signal?.throwIfAborted();
      const face = drawFace({ mask: place === 0, seed: number * CLASSES.length + place });
      const file = joinPath(folder, name, `face-${String(number).padStart(4, "0")}.png`);
      await writeOutput("the sample", file, await encodePng(face));
      onEvent?.({ kind: "progress", task: "drawing", done: place * FACES_A_CLASS + number + 1, total });
    }
  }
}
