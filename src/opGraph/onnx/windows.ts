// Convolutions and pools.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { add } from "../../tensor/ops/binary.js";
import { max, mean } from "../../tensor/ops/reduce.js";
import type { Shape } from "../../tensor/shape.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { convolved } from "../functions/convolution.js";
import { elementwise } from "../functions/elementwise.js";
import { pooled } from "../functions/pooling.js";
import { reduced } from "../functions/reduction.js";
import { reshapeTo } from "../functions/shapes.js";
import { checkWindow, type SpatialWindow, samePadding } from "../functions/window.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, type Value } from "../value.js";
import { expectInput } from "./inputs.js";

/** The window of a node over these pixels: strides, dilations, and padding in numbers or by `auto_pad`. */
export function windowOf(node: GraphNode, pixels: Shape, size: Shape): SpatialWindow {
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
  const rule = wordOf(node, "auto_pad", "NOTSET");
  if (rule === "SAME_UPPER" || rule === "SAME_LOWER")
    return samePadding(pixels, plain, rule === "SAME_UPPER" ? "upper" : "lower");
  if (rule === "VALID") return { ...plain, before: ones.map(() => 0), after: ones.map(() => 0) };
  return explicit;
}

/** A bias for each channel, which is the second axis. */
export function withBias(y: Value, bias: Value | null): Value {
  if (bias === null) return y;
  const behind = new Array<number>(shapeOf(y).length - 2).fill(1);
  const vector = reshapeTo(bias, [shapeOf(bias)[0] ?? 1, ...behind]);
  return elementwise([y, vector], { host: (a, b) => a + b, tensor: (a, b) => add(a!, b!) });
}

const convolution: OpFunction = (inputs, node) => {
  const [x, kernel] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const window = windowOf(node, shapeOf(x).slice(2), shapeOf(kernel).slice(2));
  const y = convolved(x, kernel, { ...window, groups: numberOf(node, "group", 1) });
  return [withBias(y, inputs[2] ?? null)];
};

function pool(kind: "maximum" | "average"): OpFunction {
  return (inputs, node) => {
    if (node.outputs.length > 1 && node.outputs[1] !== "")
      throw new LinnetError("linnet does not say where the largest values of windows are (the second output)");
    const x = expectInput(inputs, 0);
    const size = numbersOf(node, "kernel_shape") ?? [];
    const countPadding = flagOf(node, "count_include_pad", false);
    const roundUp = flagOf(node, "ceil_mode", false);
    return [pooled(x, windowOf(node, shapeOf(x).slice(2), size), { kind, countPadding, roundUp })];
  };
}

function overPixels(tensor: typeof mean): OpFunction {
  return (inputs) => {
    const x = expectInput(inputs, 0);
    const axes = shapeOf(x)
      .map((_, axis) => axis)
      .slice(2);
    const host = (): number => {
      throw new LinnetError("expected pixels of float32");
    };
    return [reduced(x, axes, { host, tensor, keepDims: true })];
  };
}

export const windows: { readonly [op: string]: OpFunction } = {
  Conv: convolution,
  MaxPool: pool("maximum"),
  AveragePool: pool("average"),
  GlobalAveragePool: overPixels(mean),
  GlobalMaxPool: overPixels(max),
};
