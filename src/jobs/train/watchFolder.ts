// Notices in mid-run that the folder of photographs is gone, or that of a class. A photograph that cannot be read is left
// out; that all of them cannot is no reason to train on what is left.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { fileExists, joinPath } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Batch, BatchSource } from "../../train/batches/batchSource.js";

/** The same source, which looks for the folder each time that its loader has left a photograph out. */
export function watchFolder(folder: string, loader: ImageLoader, source: BatchSource): BatchSource {
  let leftOut = 0;
  const look = async (): Promise<void> => {
    if (loader.skipped.size === leftOut) return;
    const files = [...loader.skipped.values()].slice(leftOut).map(({ file }) => file);
    leftOut = loader.skipped.size;
    for (const path of new Set([folder, ...files.map((file) => joinPath(file, ".."))])) {
      if (await fileExists(path)) continue;
      throw new LinnetError(`${path}: the folder was removed while its photographs were read`);
    }
  };
  const watch = async function* (batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
    for await (const batch of batches) {
      await look();
      yield batch;
    }
    await look();
  };
  const { inOrder } = source;
  return {
    ...source,
    inOrder: inOrder === null ? null : () => watch(inOrder()),
    epoch: (epoch) => watch(source.epoch(epoch)),
  };
}
