// Photographs by which a network is quantized: they show how large its values are.

import type { PictureSource } from "../../data/pictureSource.js";
import { LinnetError } from "../../tensor/errors.js";
import { Tensor } from "../../tensor/tensor.js";
import type { JobControl } from "../events.js";
import { openPictures, type PictureTaker } from "../openPictures.js";
import type { ReadingOptions } from "../reading.js";

/**
 * The photographs as the network takes them, `[count, height, width, 3]`; those that cannot be read are left out.
 * @throws LinnetError if none can be read; the signal's reason, once it is given
 */
export async function readExamples(
  taker: PictureTaker,
  sources: readonly PictureSource[],
  reading: ReadingOptions,
  { signal, onEvent }: JobControl = {},
): Promise<Tensor> {
  const loader = openPictures(taker, sources, reading);
  const rows: Float32Array[] = [];
  try {
    for await (const { images, indices } of loader.batches()) {
      signal?.throwIfAborted();
      const length = images.length / indices.length;
      for (const place of indices.keys()) rows.push(images.slice(place * length, (place + 1) * length));
    }
    for (const { file, reason } of loader.skipped.values()) onEvent?.({ kind: "leftOut", file, reason });
  } finally {
    await loader.close();
  }
  if (rows.length === 0) throw new LinnetError(`none of the ${sources.length} photographs could be read`);
  const values = new Float32Array(rows.length * rows[0]!.length);
  rows.forEach((row, place) => {
    values.set(row, place * row.length);
  });
  return Tensor.from(values, [rows.length, ...taker.inputShape]);
}
