// A batch of pictures, and the filling of one.

import { allocateFloats } from "../../tensor/allocateFloats.js";
import type { PictureSize } from "../picture.js";

export interface ImageBatch {
  /** Preprocessed values, `[count, height, width, 3]`. */
  readonly images: Float32Array;
  readonly shape: readonly [count: number, height: number, width: number, channels: 3];
  /** The places in `sources` of the pictures in the batch. */
  readonly indices: Uint32Array;
}

/** A batch that is being filled. */
export class BatchInProgress {
  count = 0;
  private readonly images: Float32Array;
  private readonly indices: Uint32Array;

  constructor(
    batchSize: number,
    private readonly size: PictureSize,
  ) {
    this.images = allocateFloats("openImageLoader: a batch", batchSize * size.width * size.height * 3);
    this.indices = new Uint32Array(batchSize);
  }

  add(values: Float32Array, index: number): void {
    this.images.set(values, this.count * values.length);
    this.indices[this.count] = index;
    this.count += 1;
  }

  finish(): ImageBatch {
    const { width, height } = this.size;
    const { count } = this;
    return {
      images: this.images.subarray(0, count * width * height * 3),
      shape: [count, height, width, 3],
      indices: this.indices.subarray(0, count),
    };
  }
}
