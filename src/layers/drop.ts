// What dropout does in training: a random part of the numbers becomes 0.

import { expect } from "../tensor/errors.js";
import { mul } from "../tensor/ops/binary.js";
import { dropout } from "../tensor/ops/dropout.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { DropOptions } from "./trainingParts.js";

export function drop(x: Tensor, { noiseShape, ...options }: DropOptions): Tensor {
  return noiseShape === null ? dropout(x, options) : dropTogether(x, maskShape(noiseShape, x.shape), options);
}

function maskShape(noiseShape: readonly (number | null)[], input: Shape): Shape {
  const shape = noiseShape.map((length, axis) => length ?? input[axis]!);
  expect(
    shape[0] === 1 || shape[0] === input[0],
    () => `noiseShape is expected to fit the batch's ${formatShape(input)}, got ${formatShape(shape)}`,
  );
  return shape;
}

/** Drops numbers that one of a smaller shape is broadcast over together. */
export function dropTogether(x: Tensor, shape: Shape, options: Parameters<typeof dropout>[1]): Tensor {
  const ones = Tensor.from(new Float32Array(sizeOf(shape)).fill(1), shape);
  return mul(x, dropout(ones, options));
}
