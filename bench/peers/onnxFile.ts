// MobileNetV2 as an ONNX file, for ONNX Runtime: channels first, batch size open.

import { writeFileSync } from "node:fs";
import onnxProto, { type onnx } from "onnx-proto";
import { convolutions, startsBlock } from "./convolutions.ts";
import type { Weights } from "./network.ts";

const { AttributeProto, ModelProto } = onnxProto.onnx;
const { AttributeType } = AttributeProto;
const FLOAT = 1;

export function writeOnnxFile(file: string, weights: Weights): void {
  const nodes: onnx.INodeProto[] = [];
  const initializer: onnx.ITensorProto[] = [tensor("zero", [], [0]), tensor("six", [], [6])];
  let [size, x, blockInput] = [224, "input", "input"];
  const add = (opType: string, input: string[], output: string, attribute: onnx.IAttributeProto[] = []): string => {
    nodes.push({ opType, input, output: [output], name: output, attribute });
    return output;
  };
  for (const layer of convolutions()) {
    const { kind, name, stride, relu6, residual } = layer;
    if (startsBlock(layer)) blockInput = x;
    const { shape, values } = weights.get(`${name}/${kind === "conv" ? "kernel" : "depthwise_kernel"}`)!;
    const [height, width, inputs, outputs] = shape as [number, number, number, number];
    initializer.push(
      kind === "conv"
        ? tensor(
            `${name}/kernel`,
            [outputs, inputs, height, width],
            transpose(values, height * width * inputs, outputs, inputs),
          )
        : tensor(`${name}/kernel`, [inputs, 1, height, width], transpose(values, height * width * inputs, 1, inputs)),
      tensor(`${name}/bias`, [kind === "conv" ? outputs : inputs], weights.get(`${name}/bias`)!.values),
    );
    const padding = samePadding(size, height, stride);
    size = Math.ceil(size / stride);
    x = add("Conv", [x, `${name}/kernel`, `${name}/bias`], name, [
      integers("strides", [stride, stride]),
      integers("pads", [padding.before, padding.before, padding.after, padding.after]),
      { name: "group", type: AttributeType.INT, i: kind === "conv" ? 1 : inputs },
    ]);
    if (relu6) x = add("Clip", [x, "zero", "six"], `${name}/relu6`);
    if (residual) x = add("Add", [x, blockInput], `${name}/sum`);
  }
  const { shape, values } = weights.get("predictions/kernel")!;
  initializer.push(tensor("predictions/kernel", shape, values));
  initializer.push(tensor("predictions/bias", [shape[1]!], weights.get("predictions/bias")!.values));
  x = add("Flatten", [add("GlobalAveragePool", [x], "pooled")], "flat");
  add("Gemm", [x, "predictions/kernel", "predictions/bias"], "logits");
  const graph = {
    name: "mobilenetv2",
    node: nodes,
    initializer,
    input: [valueInfo("input", [3, 224, 224])],
    output: [valueInfo("logits", [1000])],
  };
  const model = { irVersion: 7, opsetImport: [{ domain: "", version: 13 }], graph };
  writeFileSync(file, ModelProto.encode(model).finish());
}

/** TensorFlow's: the odd cell at the end. */
function samePadding(
  size: number,
  kernel: number,
  stride: number,
): { readonly before: number; readonly after: number } {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return { before: Math.floor(total / 2), after: Math.ceil(total / 2) };
}

/** `[taps, inputs, outputs]` to `[outputs, inputs, taps]`, both flat. */
function transpose(values: Float32Array, rows: number, outputs: number, inputs: number): Float32Array {
  const taps = rows / inputs;
  return values.map((_, index) => {
    const tap = index % taps;
    const input = Math.floor(index / taps) % inputs;
    const output = Math.floor(index / taps / inputs);
    return values[(tap * inputs + input) * outputs + output]!;
  });
}

function tensor(name: string, shape: readonly number[], values: ArrayLike<number>): onnx.ITensorProto {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { name, dims: [...shape], dataType: FLOAT, rawData: bytes };
}

function integers(name: string, ints: number[]): onnx.IAttributeProto {
  return { name, type: AttributeType.INTS, ints };
}

function valueInfo(name: string, shape: readonly number[]): onnx.IValueInfoProto {
  const dim = [{ dimParam: "batch" }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
