// How the numbers of a tensor lie in memory. Everything is computed as if they were float32; whole numbers from -128 to 127 may take
// a byte each, where the backend has kernels for them.

import { movesNumbers } from "../tensor/op.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Graph } from "./trace.js";

export type StorageType = "float32" | "int8";

export function byteLength(shape: Shape, type: StorageType): number {
  return (type === "int8" ? 1 : 4) * sizeOf(shape);
}

/** The tensors of a graph that hold whole numbers from -128 to 127, because of the ops that make them. */
export function int8Tensors({ nodes }: Graph): ReadonlySet<Tensor> {
  const found = new Set<Tensor>();
  for (const node of nodes) {
    const { op, inputs } = node.producer;
    const isInt8 = op.gives === "int8" || (movesNumbers(node) && inputs.every((input) => found.has(input)));
    if (isInt8) found.add(node);
  }
  return found;
}
