// Numbers that test/oracles/kerasArchitectures.py computes as well, so that no weights have to be kept for the two to meet.

import type { Parameter } from "../../src/layers/parameter.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";

/** Numbers from 0 to 1 that depend on the key and on the place: FNV-1a, then murmur3's last steps. */
export function hashedNumbers(count: number, key: string): Float64Array {
  let start = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) start = Math.imul(start ^ byte, 0x01000193);
  const numbers = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let hash = (start + index) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    numbers[index] = ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  }
  return numbers;
}

/** The values of a weight, of the size that keeps a network's activations where they are. */
export function hashedWeight({ name, weightName, shape }: Pick<Parameter, "name" | "weightName" | "shape">) {
  const numbers = hashedNumbers(sizeOf(shape), name);
  const [scale, shift] = rangeOf(weightName, shape);
  return new Float32Array(numbers.map((number) => scale * number + shift));
}

function rangeOf(weightName: string, shape: Shape): readonly [scale: number, shift: number] {
  if (weightName === "gamma" || weightName === "moving_variance") return [0.5, 0.75];
  if (weightName === "beta" || weightName === "moving_mean" || weightName === "bias") return [0.4, -0.2];
  if (weightName === "mean") return [0.2, 0.4];
  if (weightName === "variance") return [0.02, 0.04];
  if (weightName === "count") return [0, 0];
  const limit = Math.sqrt(6 / inputsOf(weightName, shape));
  return [2 * limit, -limit];
}

function inputsOf(weightName: string, shape: Shape): number {
  return sizeOf(weightName === "depthwise_kernel" ? shape.slice(0, 2) : shape.slice(0, -1));
}
