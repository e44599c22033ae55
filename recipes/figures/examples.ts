// The examples that a figure's networks are trained and measured on, all in memory.

import { type Model, openImageLoader, type PictureSource, type Split, Tensor } from "linnet";
import { sizeOf } from "../../src/tensor/shape.js";
import type { FigureTools } from "./tools.js";

/** x `[count, ...]`, y one-hot `[count, classes]`. */
export interface Examples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** What is learned from, and what is then measured on. */
export interface Parts {
  readonly training: Examples;
  readonly heldOut: Examples;
}

/** A folder of labeled photographs that is split in two. */
export interface Photographs {
  readonly classes: readonly string[];
  readonly files: readonly PictureSource[];
  /** The class of each file, as its index in `classes`. */
  readonly labels: ArrayLike<number>;
  readonly split: Split;
}

export interface ReadOptions {
  /** Height and width to which every photograph is resized. */
  readonly size: number;
  /** What stands for the photographs: its outputs. Their pixels where it is absent, as MobileNetV2 takes them. */
  readonly base?: Model;
}

const BATCH_SIZE = 8;

/** Reads both parts. Photographs that cannot be decoded are left out. @throws the signal's reason, once it is given */
export async function readExamples(
  { classes, files, labels, split }: Photographs,
  { size, base }: ReadOptions,
  { signal, onProgress }: FigureTools,
): Promise<Parts> {
  const loader = openImageLoader({
    sources: files,
    size: { width: size, height: size },
    preprocess: "minusOneToOne",
    batchSize: BATCH_SIZE,
  });
  const shape = base?.outputShape ?? [size, size, 3];
  let done = 0;
  const read = async (indices: Uint32Array): Promise<Examples> => {
    const rows = new RowCollector(indices.length, { x: sizeOf(shape), y: classes.length });
    for await (const batch of loader.batches({ indices })) {
      signal.throwIfAborted();
      const pictures = Tensor.from(batch.images, batch.shape);
      rows.add((await base?.predict(pictures, { batchSize: BATCH_SIZE })) ?? pictures, batch.indices, labels);
      done += batch.indices.length;
      onProgress(done, split.train.length + split.test.length);
    }
    return rows.finish(shape);
  };
  try {
    return { training: await read(split.train), heldOut: await read(split.test) };
  } finally {
    await loader.close();
  }
}

/** Rows of x and one-hot rows of y, in arrays that are made once. */
class RowCollector {
  #count = 0;
  readonly #x: Float32Array;
  readonly #y: Float32Array;

  constructor(
    most: number,
    private readonly lengths: { readonly x: number; readonly y: number },
  ) {
    this.#x = new Float32Array(most * lengths.x);
    this.#y = new Float32Array(most * lengths.y);
  }

  add(x: Tensor, indices: Uint32Array, labels: ArrayLike<number>): void {
    this.#x.set(x.values, this.#count * this.lengths.x);
    indices.forEach((index, row) => {
      this.#y[(this.#count + row) * this.lengths.y + labels[index]!] = 1;
    });
    this.#count += indices.length;
  }

  finish(shape: readonly number[]): Examples {
    const count = this.#count;
    return {
      x: Tensor.from(this.#x.subarray(0, count * this.lengths.x), [count, ...shape]),
      y: Tensor.from(this.#y.subarray(0, count * this.lengths.y), [count, this.lengths.y]),
    };
  }
}
