// What a model says of pictures, by the names of its classes.

import type { DecodeError } from "../../data/decodeError.js";
import { nameOfSource, type PictureInput, pictureSourceOf } from "../../data/pictureSource.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { classify, noteOnOutputs } from "../classify.js";
import { openPictures } from "../openPictures.js";
import { type ClassifierParts, type ClassProbability, checkParts } from "./classifierParts.js";

/** What a model says of one picture. */
export interface PictureAnswer {
  /** Its place among those that were given. */
  readonly index: number;
  /** Its path, or what else it is called. */
  readonly file: string;
  /** Of every class, the most probable first. */
  readonly classes: readonly ClassProbability[];
}

export interface PictureAnswers {
  readonly answers: readonly PictureAnswer[];
  /** Why a picture could not be read, by its place. */
  readonly errors: ReadonlyMap<number, DecodeError>;
  /** What is wrong with pictures that `allowTruncated` has read nevertheless, and that the model ends in logits, if it does. */
  readonly warnings: readonly string[];
}

/** @throws DecodeError naming an invalid picture; unreadable files are among the errors */
export async function classifyPictures(
  parts: ClassifierParts,
  pictures: readonly PictureInput[],
): Promise<PictureAnswers> {
  checkParts("classifyPictures", parts);
  if (!Array.isArray(pictures))
    throw new LinnetError(`classifyPictures: expected an array of pictures, got ${describe(pictures)}`);
  const { network, record, reading = {} } = parts;
  if (pictures.length === 0) return { answers: [], errors: new Map(), warnings: [] };
  const sources = pictures.map((picture, index) => pictureSourceOf(picture, `picture ${index}`));
  const taker = { inputShape: network.inputShape, preprocessing: record.preprocessing };
  const { threads: _, ...alone } = reading;
  const loader = openPictures(taker, sources, sources.length > 1 ? reading : alone);
  try {
    const [results] = await classify([network], loader, Uint32Array.from(sources.keys()));
    const answers = results!.map(({ index, probabilities }) => ({
      index,
      file: nameOfSource(sources[index]!, `picture ${index}`),
      classes: mostProbableFirst(record.classes, probabilities),
    }));
    const note = noteOnOutputs(network);
    const warnings = [...(note === null ? [] : [note]), ...loader.warnings.values()];
    return { answers, errors: loader.skipped, warnings };
  } finally {
    await loader.close();
  }
}

function mostProbableFirst(labels: readonly string[], probabilities: readonly number[]): ClassProbability[] {
  return labels
    .map((label, place) => ({ label, probability: probabilities[place]! }))
    .sort((a, b) => b.probability - a.probability);
}
