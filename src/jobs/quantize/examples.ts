// Photographs by which a network is quantized: they show how large its values are.

import type { BackendChoice } from "../../backends/index.js";
import type { PictureSource } from "../../data/pictureSource.js";
import type { QuantizeNetworkOptions } from "../../quantize/quantizeNetwork.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";
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
  const length = sizeOf(taker.inputShape);
  const values = new Float32Array(sources.length * length);
  let count = 0;
  try {
    for await (const { images, indices } of loader.batches()) {
      signal?.throwIfAborted();
      values.set(images, count * length);
      count += indices.length;
    }
    for (const { file, reason } of loader.skipped.values()) onEvent?.({ kind: "leftOut", file, reason });
  } finally {
    await loader.close();
  }
  if (count === 0) throw new LinnetError(`none of the ${sources.length} photographs could be read`);
  return Tensor.from(values.subarray(0, count * length), [count, ...taker.inputShape]);
}

/** How a job quantizes: what it is told, and what it tells. */
export function quantizingOptions(backend: BackendChoice, { signal, onEvent }: JobControl): QuantizeNetworkOptions {
  return {
    backend,
    ...(signal && { signal }),
    onProgress: (task, done, total) => onEvent?.({ kind: "progress", task, done, total }),
  };
}
