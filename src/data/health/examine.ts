// Looking at every photograph once: decoded in threads, reduced to a fingerprint, and at its file.

import { availableThreads } from "../../platform/index.js";
import type { DecodeError } from "../decodeError.js";
import { DEFAULT_MAXIMUM_PIXELS, type DecodeOptions, maximumBytes } from "../decodeOptions.js";
import type { LabeledPictures } from "../labeledPictures.js";
import type { ImageBatch } from "../loader/batch.js";
import { openImageLoader } from "../loader/imageLoader.js";
import { type FileFacts, readFileFacts } from "./fileFacts.js";
import { type Fingerprint, fingerprintOf } from "./nearDuplicates.js";
import { GREY_SIDE } from "./perceptualHash.js";

export interface ExamineOptions extends Pick<DecodeOptions, "maximumPixels" | "allowTruncated"> {
  /** Threads that decode. Default: as many as the machine has, since this one has little to do. */
  readonly threads?: number;
  /** Told after each batch how many photographs have been looked at. */
  readonly onProgress?: (done: number) => void;
  /** Stops, with the signal's reason as error. */
  readonly signal?: AbortSignal;
}

/** One photograph that was decoded. */
export interface Examined {
  /** Its place in the list of files. */
  readonly index: number;
  readonly facts: FileFacts;
  readonly fingerprint: Fingerprint;
}

type Examinable = Pick<LabeledPictures, "sources" | "files">;

export interface Examination {
  readonly examined: readonly Examined[];
  readonly failures: readonly DecodeError[];
  /** What is wrong with photographs that were read nevertheless, since that is allowed. */
  readonly warnings: readonly string[];
}

/** @param pictures of which the sources are read, and the names stand in errors */
export async function examinePictures(pictures: Examinable, options: ExamineOptions): Promise<Examination> {
  const { threads = availableThreads(), onProgress, signal } = options;
  const { maximumPixels = DEFAULT_MAXIMUM_PIXELS, allowTruncated = false } = options;
  const size = { width: GREY_SIDE, height: GREY_SIDE };
  const loader = openImageLoader({
    sources: pictures.sources,
    size,
    resizeMethod: "antialias",
    preprocess: "none",
    threads,
    maximumPixels,
    allowTruncated,
  });
  const examined: Examined[] = [];
  try {
    for await (const batch of loader.batches()) {
      examined.push(...(await examineBatch(batch, pictures, maximumBytes(maximumPixels))));
      onProgress?.(examined.length + loader.skipped.size);
      signal?.throwIfAborted();
    }
    return { examined, failures: [...loader.skipped.values()], warnings: [...loader.warnings.values()] };
  } finally {
    await loader.close();
  }
}

/** A batch at a time, so that few files are open at once. */
function examineBatch(
  { images, indices }: ImageBatch,
  { sources, files }: Examinable,
  most: number,
): Promise<Examined[]> {
  const length = GREY_SIDE * GREY_SIDE * 3;
  const examined = Array.from(indices, async (index, row): Promise<Examined> => {
    const data = Uint8Array.from(images.subarray(row * length, (row + 1) * length));
    const fingerprint = fingerprintOf({ width: GREY_SIDE, height: GREY_SIDE, data });
    return { index, facts: await readFileFacts(sources[index]!, files[index]!, most), fingerprint };
  });
  return Promise.all(examined);
}
