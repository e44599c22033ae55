// Channels in groups, each of which is convolved on its own.

import { concat } from "./ops/concat.js";
import { conv2d, kernelSize } from "./ops/conv2d.js";
import { depthwiseConv2d } from "./ops/depthwiseConv2d.js";
import { reshape } from "./ops/reshape.js";
import { slice } from "./ops/slice.js";
import type { Tensor } from "./tensor.js";
import type { WindowOptions } from "./window.js";

/** x `[batch, height, width, inputs]` by a kernel `[height, width, inputs / groups, outputs]`; the groups divide all channels. */
export function convolveInGroups(x: Tensor, kernel: Tensor, window: WindowOptions, groups: number): Tensor {
  if (groups === 1) return conv2d(x, kernel, window);
  if (kernel.shape[2] === 1) return depthwiseConv2d(x, byChannel(kernel, groups), window);
  return inGroups(groups, (group) =>
    conv2d(channelsOfGroup(x, group, groups), channelsOfGroup(kernel, group, groups), window),
  );
}

/** A kernel of one input channel a group, as a depthwise convolution takes it. */
function byChannel(kernel: Tensor, groups: number): Tensor {
  return reshape(kernel, [...kernelSize(kernel.shape), groups, kernel.shape[3]! / groups]);
}

/** What each group gives, channel after channel. */
export function inGroups(groups: number, convolve: (group: number) => Tensor): Tensor {
  return concat(
    Array.from({ length: groups }, (_, group) => convolve(group)),
    -1,
  );
}

/** The entries of the last axis that belong to a group. */
export function channelsOfGroup(x: Tensor, group: number, groups: number): Tensor {
  const leading = x.shape.slice(0, -1);
  const length = x.shape[x.rank - 1]! / groups;
  return slice(x, [...leading.map(() => 0), group * length], [...leading, length]);
}
