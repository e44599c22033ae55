// The work on one picture: read, decode, crop, resize, augment, preprocess. It runs in any thread and depends on nothing
// but its arguments.

import { once } from "../../platform/once.js";
import type { AugmentSettings } from "../augment/options.js";
import type { Standardization } from "../augment/standardize.js";
import { centerCrop } from "../crop.js";
import type { SentDecodeOptions } from "../decodeOptions.js";
import type { Picture, PictureSize } from "../picture.js";
import type { PictureSource } from "../pictureSource.js";
import { preprocessValues } from "../preprocess.js";
import type { PreprocessMode } from "../preprocessModes.js";
import { readPicture } from "../readPicture.js";
import { resize } from "../resize.js";
import type { ResizeMethod } from "../resizeMethods.js";

const augmenting = once(() => import("../augment/augmentPicture.js"));
const standardizing = once(() => import("../augment/standardize.js"));

/** What is the same for every picture of a loader; plain data, sent to each thread once. */
export interface TaskSettings {
  readonly size: PictureSize;
  readonly resizeMethod: ResizeMethod;
  /** The part of the shorter side that is kept, as in `centerCrop`, or null for the whole picture. */
  readonly crop: number | null;
  readonly decode: SentDecodeOptions;
  readonly augment: { readonly settings: AugmentSettings; readonly seed: number | string } | null;
  /** Null if a function of the user's, which cannot be sent to a thread, has to come first. */
  readonly finish: { readonly standardization: Standardization | null; readonly preprocess: PreprocessMode } | null;
}

export interface PictureTask {
  readonly index: number;
  readonly epoch: number;
  readonly augmented: boolean;
  /** What errors call the picture. */
  readonly name: string;
  readonly source: PictureSource;
  /** Whether the source is a picture that this loader has already cropped and resized. */
  readonly isResized: boolean;
  /** Whether the resized picture is wanted back, to be kept for the next epoch. */
  readonly keep: boolean;
  /** The values of a picture of the same size that nobody needs any more: their memory is taken for this one's. */
  readonly spare: Float32Array | null;
}

export interface PictureResult {
  /** `[height, width, 3]` of the settings' size. */
  readonly values: Float32Array;
  /** The resized picture, in memory that threads can share where the platform allows it. */
  readonly resized: Picture | null;
  /** The first thing that is wrong with the picture's file, if it was read nevertheless. */
  readonly warning: string | null;
}

/** @throws DecodeError naming the picture */
export async function runPictureTask(task: PictureTask, settings: TaskSettings): Promise<PictureResult> {
  let warning: string | null = null;
  const picture = await resizedPicture(task, settings, (text) => {
    warning ??= text;
  });
  const { augment, finish } = settings;
  const output = memoryFor(picture, task);
  const isAugmented = augment !== null && task.augmented;
  if (!isAugmented) output.set(picture.data);
  const values = isAugmented ? await augmented(picture, augment, task, output) : output;
  if (finish !== null) {
    if (finish.standardization !== null) await standardize(values, finish.standardization);
    preprocessValues(values, finish.preprocess);
  }
  return { values, resized: task.keep ? sharedPicture(picture) : null, warning };
}

/** What was sent to a thread that then could not start is empty here. */
function memoryFor({ data: { length } }: Picture, { spare }: PictureTask): Float32Array {
  return spare?.length === length ? spare : new Float32Array(length);
}

async function augmented(
  picture: Picture,
  { settings, seed }: NonNullable<TaskSettings["augment"]>,
  { epoch, index }: PictureTask,
  output: Float32Array,
): Promise<Float32Array> {
  const { augmentPicture } = await augmenting();
  return augmentPicture(picture, settings, { seed, epoch, index }, output);
}

async function standardize(values: Float32Array, standardization: Standardization): Promise<void> {
  const { standardizeValues } = await standardizing();
  standardizeValues(values, standardization);
}

async function resizedPicture(
  { source, isResized, name }: PictureTask,
  settings: TaskSettings,
  onWarning: (warning: string) => void,
): Promise<Picture> {
  const picture = await readPicture(source, { file: name, ...settings.decode, onWarning });
  if (isResized) return picture;
  const cropped = settings.crop === null ? picture : centerCrop(picture, settings.crop);
  return resize(cropped, settings.size, settings.resizeMethod);
}

function sharedPicture({ width, height, data }: Picture): Picture {
  const canShare = typeof SharedArrayBuffer !== "undefined";
  const copy = canShare ? new Uint8Array(new SharedArrayBuffer(data.length)) : new Uint8Array(data.length);
  copy.set(data);
  return { width, height, data: copy };
}
