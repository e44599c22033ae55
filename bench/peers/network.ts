// What every library gets and gives: weights, pictures, logits.

import type { StoredTensor } from "linnet";

/** All take pictures `[224, 224, 3]` and tell a thousand classes apart. */
export type NetworkName = "MobileNetV2" | "MobileNetV3 large" | "EfficientNet-Lite0" | "ResNet-18";

export type Weights = ReadonlyMap<string, StoredTensor>;

/** Numbers in a picture. */
const VALUES = 224 * 224 * 3;

/** The same picture for every peer, `[batch, 224, 224, 3]` from -1 to 1. */
export function pictures(batch: number): Float32Array {
  let seed = 7;
  return Float32Array.from({ length: batch * VALUES }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  });
}

export interface RunnerOptions {
  readonly network: NetworkName;
  /** linnet's model file, for ONNX Runtime the `.onnx` file, for TensorFlow.js the folder of a model of layers if there is one. */
  readonly file: string;
  readonly batch: number;
  readonly threads: number;
}

/** How many pictures there are in pixels `[batch, 224, 224, 3]`. */
export function countOf(pixels: Float32Array): number {
  return pixels.length / VALUES;
}

export interface Predict {
  /** Takes pictures `[batch, 224, 224, 3]`, gives logits `[batch, 1000]`, or from int8 probabilities. */
  (pixels: Float32Array): Promise<Float32Array>;
  /** Done to pictures outside of what is timed. */
  readonly prepare?: (pixels: Float32Array) => void;
}

/** What a library wants in place of the pictures, which it is given once: only the first call on pictures pays for it. */
function remembered<Turned>(turn: (pixels: Float32Array) => Turned): (pixels: Float32Array) => Turned {
  const turned = new Map<Float32Array, Turned>();
  return (pixels) => {
    if (!turned.has(pixels)) turned.set(pixels, turn(pixels));
    return turned.get(pixels)!;
  };
}

export const channelsFirst = remembered((pixels) => {
  const area = VALUES / 3;
  return pixels.map((_, index) => {
    const [picture, channel, pixel] = [Math.floor(index / area / 3), Math.floor(index / area) % 3, index % area];
    return pixels[(picture * area + pixel) * 3 + channel]!;
  });
});

/** How ONNX Runtime gets pictures: the benchmark's own file takes channels first, linnet's exports take pictures as linnet does. */
export function onnxLayout(network: NetworkName) {
  return network === "MobileNetV2"
    ? { turn: channelsFirst, shape: [3, 224, 224] }
    : { turn: (pixels: Float32Array) => pixels, shape: [224, 224, 3] };
}

/** The bytes that Google's int8 file takes: a scale of 1 / 127.5, and 127 stands for 0. */
export const asBytes = remembered((pixels) => Uint8Array.from(pixels, (value) => Math.round(127.5 * value) + 127));

/** What Google's int8 file gives, bytes in 256ths with a background class before the thousand, as probabilities. */
export function probabilities(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes.subarray(bytes.length % 1000), (value) => value / 256);
}

/** Without the background class, which may come before the thousand. */
export function withoutBackground(outputs: Float32Array): Float32Array {
  return outputs.subarray(outputs.length % 1000);
}
