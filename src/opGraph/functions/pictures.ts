// What TensorFlow does to the size of pictures `[batch, height, width, channels]`.

import { LinnetError } from "../../tensor/errors.js";
import { resize } from "../../tensor/resize.js";
import type { AxisResizing } from "../../tensor/resizeTaps.js";
import { formatShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { checkSize } from "../knownValues.js";
import { isKnown, shapeOf, tensorValue, toTensor, type Value } from "../value.js";

/** @throws LinnetError if it does not have four axes */
export function picturesOf(value: Value): Tensor {
  const x = toTensor(value);
  if (x.rank === 4) return x;
  throw new LinnetError(`expected pictures with four axes, got ${formatShape(x.shape)}`);
}

export interface TensorflowResizing {
  readonly kind: "bilinear" | "nearest";
  /** Whether the corners' pixels lie on each other. */
  readonly alignCorners: boolean;
  /** Whether pixels are squares with their centers in the middle. */
  readonly halfPixelCenters: boolean;
}

/** Longer sides are no picture's: what a file asks for would take long to work out. */
const LONGEST_SIDE = 2 ** 16;

/** `size` is the new `[height, width]`. @throws LinnetError if it is not one, or x is not pictures */
export function resized(x: Value, size: readonly number[], how: TensorflowResizing): Value {
  const shape = shapeOf(x);
  const isSize =
    size.length === 2 && size.every((length) => Number.isInteger(length) && length > 0 && length <= LONGEST_SIDE);
  if (shape.length !== 4 || !isSize)
    throw new LinnetError(
      `expected pictures and a height and width, got ${formatShape(shape)} and ${formatShape(size)}`,
    );
  checkSize([shape[0]!, ...size, shape[3]!], isKnown(x));
  return tensorValue(resize(toTensor(x), size, how.kind === "nearest" ? nearest(how) : linear(how)), x.type);
}

function linear({ alignCorners, halfPixelCenters }: TensorflowResizing): AxisResizing {
  return { coordinates: alignCorners ? "alignCorners" : halfPixelCenters ? "halfPixel" : "asymmetric" };
}

function nearest({ alignCorners, halfPixelCenters }: TensorflowResizing): AxisResizing {
  const interpolation = "nearest";
  if (alignCorners) return { interpolation, coordinates: "alignCorners", rounding: "halfUp" };
  const coordinates = halfPixelCenters ? "tensorflowHalfPixelForNearest" : "asymmetric";
  return { interpolation, coordinates, rounding: "floor" };
}
