// Batches of pictures, decoded and augmented ahead of the training step, in the same order on any number of threads.

import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { DecodeError } from "../decodeError.js";
import { nameOfSource } from "../pictureSource.js";
import { preprocessValues } from "../preprocess.js";
import { BatchInProgress, type ImageBatch } from "./batch.js";
import { inOrder } from "./inOrder.js";
import { type ImageLoaderOptions, imageLoaderKinds, resolveLoaderOptions } from "./loaderOptions.js";
import { createPictureCache } from "./pictureCache.js";
import { startPicturePool } from "./picturePool.js";
import type { PictureTask } from "./pictureTask.js";

export interface BatchesOptions {
  /** Which pictures, in which order. Default: all, in theirs. */
  readonly indices?: ArrayLike<number>;
  /** The epoch, which the random changes depend on. Default: 0. */
  readonly epoch?: number;
  /** False leaves out the random changes, as for validation. Default: true. */
  readonly augment?: boolean;
  /** True makes each batch in the memory of the one before, for loops that keep none. Default: false. */
  readonly overwrite?: boolean;
}

const batchesKinds: OptionKinds<BatchesOptions> = {
  indices: "any",
  epoch: "number",
  augment: "boolean",
  overwrite: "boolean",
};

/** @throws LinnetError unless every index is of a picture */
function orderOf(indices: ArrayLike<number>, count: number): Uint32Array {
  const isList = Array.isArray(indices) || (ArrayBuffer.isView(indices) && "length" in indices);
  if (!isList) throw new LinnetError(`batches: expected indices in an array, got ${describe(indices)}`);
  const list = Array.from(indices);
  const wrong = list.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (wrong >= 0) throw new LinnetError(`batches: expected indices below ${count}, got ${describe(list[wrong])}`);
  return Uint32Array.from(list);
}

export interface ImageLoader {
  /** Batches of `batchSize` pictures; only the last is smaller. A skipped picture's place goes to the next one. */
  batches(options?: BatchesOptions): AsyncGenerator<ImageBatch, void, undefined>;
  /** The pictures that could not be decoded so far, by index, in the order in which they were asked for. */
  readonly skipped: ReadonlyMap<number, DecodeError>;
  /** What is wrong with pictures that `allowTruncated` has read nevertheless, by index. */
  readonly warnings: ReadonlyMap<number, string>;
  /** Stops the threads. */
  close(): Promise<void>;
}

/** One way through pictures. */
interface Round {
  readonly epoch: number;
  readonly augmented: boolean;
  /** Values that are in a batch by now: each has memory for another picture. */
  readonly spares: Float32Array[];
}

/** @throws LinnetError naming the argument that is unknown, of another kind or out of its range */
export function openImageLoader(options: ImageLoaderOptions): ImageLoader {
  const { batchSize, threads, prefetch, strict, cacheBytes, task: settings } = resolveLoaderOptions(options);
  const { sources, augmenter = null, preprocess } = options;
  const { size } = settings;
  const pool = startPicturePool(settings, threads);
  const local = startPicturePool(settings, 0);
  const cache = createPictureCache(cacheBytes);
  const skipped = new Map<number, DecodeError>();
  const warnings = new Map<number, string>();
  const valuesPerPicture = size.width * size.height * 3;
  /** The spares of the last round: of use if another follows soon, and else for whoever needs their memory. */
  let idle: WeakRef<Float32Array[]> | null = null;

  async function load(index: number, { epoch, augmented, spares }: Round): Promise<Float32Array | DecodeError> {
    const known = skipped.get(index);
    if (known !== undefined) return known;
    const kept = cache.get(index);
    const source = kept ?? sources[index]!;
    const keep = kept === undefined && cache.hasRoom(valuesPerPicture);
    const name = nameOfSource(sources[index]!, `picture ${index}`);
    const spare = spares.pop() ?? null;
    const task: PictureTask = { index, epoch, augmented, name, source, isResized: kept !== undefined, keep, spare };
    // What is kept and not augmented needs less work than the way to another thread.
    const isLight = kept !== undefined && !(augmented && augmenter !== null);
    try {
      const { values, resized, warning } = await (isLight ? local : pool).run(task);
      if (warning !== null) warnings.set(index, warning);
      if (resized !== null) cache.add(index, resized);
      if (settings.finish !== null || augmenter === null) return values;
      const standardized = augmenter.standardize(values, size);
      preprocessValues(standardized, preprocess);
      return standardized;
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  }

  async function* batches(which: BatchesOptions = {}): AsyncGenerator<ImageBatch, void, undefined> {
    checkOptions("batches", which, batchesKinds);
    const { epoch = 0, augment = true, overwrite = false, indices = sources.map((_, index) => index) } = which;
    const order = orderOf(indices, sources.length);
    const ahead = threads === 0 ? 1 : (prefetch + 1) * Math.min(batchSize, order.length);
    const round: Round = { epoch, augmented: augment, spares: idle?.deref() ?? [] };
    idle = null;
    const results = inOrder(order.length, ahead, (position) => load(order[position]!, round));
    const most = Math.min(batchSize, order.length);
    let batch = new BatchInProgress(most, size);
    let position = 0;
    for await (const result of results) {
      const index = order[position]!;
      position += 1;
      if (result instanceof DecodeError) {
        if (strict) throw result;
        skipped.set(index, result);
      } else {
        batch.add(result, index);
        // What a function of the user's has given stays his.
        if (settings.finish !== null) round.spares.push(result);
      }
      if (batch.count === most) {
        yield batch.finish();
        if (overwrite) batch.count = 0;
        else batch = new BatchInProgress(most, size);
      }
    }
    idle = new WeakRef(round.spares);
    if (batch.count > 0) yield batch.finish();
  }

  return { batches, skipped, warnings, close: () => pool.close() };
}

/** The batches of one epoch, by a loader of their own that is closed when the loop ends, early or not. */
export async function* imageBatches(
  options: ImageLoaderOptions & BatchesOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  checkOptions("imageBatches", options, { ...imageLoaderKinds, ...batchesKinds });
  const { indices, epoch, augment, overwrite, ...loaderOptions } = options;
  const loader = openImageLoader(loaderOptions);
  try {
    yield* loader.batches({
      ...(indices !== undefined && { indices }),
      ...(epoch !== undefined && { epoch }),
      ...(augment !== undefined && { augment }),
      ...(overwrite !== undefined && { overwrite }),
    });
  } finally {
    await loader.close();
  }
}
