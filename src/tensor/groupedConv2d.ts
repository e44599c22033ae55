// Convolution in groups, composed of others.

import { checkOptions } from "./checkOptions.js";
import { checkTensor } from "./checkTensor.js";
import { describe } from "./describe.js";
import { ShapeError } from "./errors.js";
import { convolveInGroups } from "./groups.js";
import { conv2d } from "./ops/conv2d.js";
import type { Tensor } from "./tensor.js";
import { type WindowOptions, windowKinds } from "./window.js";

export interface GroupedOptions extends WindowOptions {
  /** Parts of equal size that the channels are cut into, each of which is convolved on its own. Default: 1. */
  readonly groups?: number;
}

/**
 * Convolution in groups: x `[batch, height, width, inputs]`, kernel `[height, width, inputs / groups, outputs]`. With one
 * input channel a group it is a depthwise convolution.
 * @throws ShapeError if the channels cannot be cut so, or as `conv2d` does
 */
export function groupedConv2d(x: Tensor, kernel: Tensor, options: GroupedOptions = {}): Tensor {
  checkOptions("groupedConv2d", options, { ...windowKinds, groups: "number" });
  checkTensor("groupedConv2d", "x", x);
  checkTensor("groupedConv2d", "kernel", kernel);
  const { groups = 1, ...window } = options;
  if (groups === 1) return conv2d(x, kernel, window);
  checkGroups("groupedConv2d", {
    x,
    kernel,
    groups,
    cut: [x.shape[3]!, kernel.shape[3]!],
    inputs: kernel.shape[2]! * groups,
  });
  return convolveInGroups(x, kernel, window, groups);
}

interface Grouping {
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly groups: number;
  /** Numbers of channels that `groups` has to divide. */
  readonly cut: readonly number[];
  /** The number of channels that x should have. */
  readonly inputs: number;
}

export function checkGroups(op: string, { x, kernel, groups, cut, inputs }: Grouping): void {
  const isWhole = Number.isInteger(groups) && groups >= 1 && cut.every((channels) => channels % groups === 0);
  if (x.rank === 4 && kernel.rank === 4 && isWhole && inputs === x.shape[3]) return;
  const found = `expected ${describe(groups)} groups of equal numbers of channels, of ${inputs} input channels`;
  throw new ShapeError(op, found, [
    ["x", x.shape],
    ["kernel", kernel.shape],
  ]);
}
