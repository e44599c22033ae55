// Matrix products in ONNX.

import type { Fused } from "../../../tensor/ops/epilogue.js";
import type { Transposes } from "../../../tensor/ops/matMul.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { fusedParts, writeFused } from "./fused.js";

export function matrixProduct(
  { inputs, output, attributes }: OpCall<Transposes, ["a", "b"]>,
  writer: GraphWriter,
): void {
  const fused = { base: attributes, activation: "none" } as const;
  fusedProduct({ inputs, output, attributes: fused, twin: fused }, writer);
}

/** `MatMul`, or `Gemm` where a matrix is transposed or a bias is added. */
export function fusedProduct(
  { inputs, output, attributes }: OpCall<Fused<Transposes>, readonly string[]>,
  writer: GraphWriter,
): void {
  const { transposeA, transposeB } = attributes.base;
  const { bias, residual } = fusedParts(inputs, output);
  const read = [writer.read(inputs[0]!), writer.read(inputs[1]!, [0, 1], "kernel")];
  if (bias !== undefined) read.push(writer.read(bias, [0], "bias"));
  const isPlain = !transposeA && !transposeB && bias === undefined;
  const node = isPlain
    ? { op: "MatMul", inputs: read, attributes: {} }
    : { op: "Gemm", inputs: read, attributes: { transA: Number(transposeA), transB: Number(transposeB) } };
  writeFused(node, { output, residual, activation: attributes.activation, order: [0, 1] }, writer);
}
