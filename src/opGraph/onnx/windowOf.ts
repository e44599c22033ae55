// The windows of ONNX's convolutions and pools.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import type { Shape } from "../../tensor/shape.js";
import { numbersOf, wordOf } from "../attributes.js";
import { checkWindow, type SpatialWindow, samePadding } from "../functions/window.js";

/**
 * The window of a node over these pixels: strides, dilations and padding.
 * @param rule `NOTSET` for the padding in numbers. Default: that of the node.
 */
export function windowOf(
  node: GraphNode,
  pixels: Shape,
  size: Shape,
  rule = wordOf(node, "auto_pad", "NOTSET"),
): SpatialWindow {
  const axes = pixels.length;
  const ones = new Array<number>(axes).fill(1);
  const plain = {
    size,
    strides: numbersOf(node, "strides") ?? ones,
    dilation: numbersOf(node, "dilations") ?? ones,
  };
  const pads = numbersOf(node, "pads") ?? new Array<number>(2 * axes).fill(0);
  const explicit = { ...plain, before: pads.slice(0, axes), after: pads.slice(axes) };
  checkWindow(explicit, axes);
  if (rule === "SAME_UPPER" || rule === "SAME_LOWER")
    return samePadding(pixels, plain, rule === "SAME_UPPER" ? "upper" : "lower");
  if (rule === "VALID") return { ...plain, before: ones.map(() => 0), after: ones.map(() => 0) };
  return explicit;
}
