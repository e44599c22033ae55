// Small ONNX files, made of what they hold.

import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../../src/formats/onnx/onnx_pb.js";
import { create, toBinary } from "../../src/formats/onnx/protobuf.js";

export interface OnnxModel {
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeProto[];
  readonly tensors?: readonly TensorProto[];
  /** Default: 17. */
  readonly opset?: number;
  readonly metadata?: { readonly [key: string]: string };
  readonly functions?: readonly FunctionProto[];
}

function onnxModel({ inputs, outputs, nodes, tensors = [], opset = 17, ...rest }: OnnxModel): ModelProto {
  const { metadata = {}, functions = [] } = rest;
  return create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ version: BigInt(opset) }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    functions: [...functions],
    graph: {
      node: [...nodes],
      initializer: [...tensors],
      input: [...inputs],
      output: outputs.map((name) => ({ name })),
    },
  });
}

export function onnxBytes(model: OnnxModel): Uint8Array {
  return toBinary(ModelProtoSchema, onnxModel(model));
}

/** @param elemType its number in ONNX. Default: 1, float32. */
export function valueInfo(name: string, shape: readonly (number | string)[], elemType = 1): ValueInfoProto {
  const dim = shape.map((length) =>
    typeof length === "number"
      ? ({ value: { case: "dimValue", value: BigInt(length) } } as const)
      : ({ value: { case: "dimParam", value: length } } as const),
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } },
  });
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: { readonly [name: string]: Omit<Partial<AttributeProto>, "$typeName"> } = {},
  domain = "",
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => create(AttributeProtoSchema, { name, ...value }));
  return create(NodeProtoSchema, {
    opType,
    name: output[0]!,
    input: [...input],
    output: [...output],
    attribute,
    domain,
  });
}

export function tensor(
  name: string,
  shape: readonly number[],
  data: Omit<Partial<TensorProto>, "$typeName">,
): TensorProto {
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: 1, ...data });
}

/** A graph inside a graph, without inputs. */
export function graphOf(nodes: readonly NodeProto[], output: string): GraphProto {
  return create(GraphProtoSchema, { node: [...nodes], output: [{ name: output }] });
}

export const int = (i: number) => ({ type: 2, i: BigInt(i) });
export const ints = (...values: number[]) => ({ type: 7, ints: values.map(BigInt) });
export const floats = (name: string, shape: readonly number[], values: readonly number[]): TensorProto =>
  tensor(name, shape, { floatData: [...values] });
export const int64s = (name: string, values: readonly number[]): TensorProto =>
  tensor(name, [values.length], { dataType: 7, int64Data: values.map(BigInt) });
