// What every library gets and gives: weights, pictures, logits.

import type { StoredTensor } from "linnet";

export type Weights = ReadonlyMap<string, StoredTensor>;

/** The same picture for every peer, `[batch, 224, 224, 3]` from -1 to 1. */
export function pictures(batch: number): Float32Array {
  let seed = 7;
  return Float32Array.from({ length: batch * 224 * 224 * 3 }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  });
}

export interface RunnerOptions {
  /** Safetensors with batch norm folded, or for ONNX Runtime the `.onnx` file. */
  readonly file: string;
  readonly batch: number;
  readonly threads: number;
}

/** Takes pictures `[batch, 224, 224, 3]`, gives logits `[batch, 1000]`. */
export type Predict = (pixels: Float32Array) => Promise<Float32Array>;
