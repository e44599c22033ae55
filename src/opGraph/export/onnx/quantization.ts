// Quantized values in ONNX: a pair of ops says where a value is rounded, and runtimes make integer ops of what stands between two.

import type { ValueQuantization } from "../../../formats/opGraphTypes.js";
import type { Quantization } from "../../../tensor/ops/int8/quantization.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import type { Length } from "../length.js";
import { PICTURES } from "./windows.js";

type Single = OpCall<Quantization, ["x"]>;

function numbersOf({ scale, zeroPoint }: Quantization, writer: GraphWriter): [scale: string, zeroPoint: string] {
  return [writer.scalar(scale), writer.integers([zeroPoint], [], "int8")];
}

/** Pictures lie as convolutions want them: a transposition between the pair and the convolution would part them. */
export function quantize({ inputs: [x], output, attributes }: Single, writer: GraphWriter): void {
  const order = x.rank === 4 ? PICTURES : writer.orderOf(x);
  writer.emit(output, "QuantizeLinear", [writer.read(x, order), ...numbersOf(attributes, writer)], { order });
}

export function dequantize({ inputs: [x], output, attributes }: Single, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  writer.emit(output, "DequantizeLinear", [writer.read(x, order), ...numbersOf(attributes, writer)], { order });
}

/** Biases, of 32 bits, have no zero points. */
export function dequantizeConstant(
  writer: GraphWriter,
  value: string,
  { type, scale, zeroPoint, axis }: ValueQuantization,
  lengths: readonly Length[],
): string {
  const shape = scale.length === 1 ? [] : [scale.length];
  const zeros = type === "int32" ? [] : [writer.integers(zeroPoint, shape, type)];
  const factors = writer.constant(Float32Array.from(scale), shape, "scale");
  const attributes = scale.length === 1 ? {} : { axis };
  return writer.helper("DequantizeLinear", [value, factors, ...zeros], { lengths, attributes });
}
