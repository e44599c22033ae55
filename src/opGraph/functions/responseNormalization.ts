// Local response normalization (ImageNet classification with deep convolutional neural networks, NIPS 2012, section 3.3).

import { add, mul } from "../../tensor/ops/binary.js";
import { conv2d } from "../../tensor/ops/conv2d.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { exp, log, square } from "../../tensor/ops/unary.js";
import { Tensor } from "../../tensor/tensor.js";
import { checkSize } from "../knownValues.js";

export interface ResponseNormalization {
  /** How many channels before and behind each count. */
  readonly before: number;
  readonly after: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** `x / (bias + alpha (sum of the squares of the channels near it))^beta`; x `[..., channels]`. The sum is a convolution by ones. */
export function normalizeResponse(x: Tensor, { before, after, bias, alpha, beta }: ResponseNormalization): Tensor {
  const channels = x.shape.at(-1) ?? 1;
  checkSize([channels, channels], true);
  const near = Float32Array.from({ length: channels * channels }, (_, cell) => {
    const distance = Math.floor(cell / channels) - (cell % channels);
    return Number(distance >= -before && distance <= after);
  });
  const pixels = reshape(square(x), [1, 1, x.size / channels, channels]);
  const sums = reshape(conv2d(pixels, Tensor.from(near, [1, 1, channels, channels])), x.shape);
  return mul(x, exp(mul(log(add(mul(sums, alpha), bias)), -beta)));
}
