// Writing ONNX files (https://github.com/onnx/onnx/blob/main/docs/IR.md).

import { LinnetError } from "../../tensor/errors.js";
import type { DescribedUse } from "../opened.js";
import type { AttributeValue, Constant, ConstantNumbers, GraphNode } from "../opGraphTypes.js";
import { isWrittenType, writeNumbers } from "../writeNumbers.js";
import type { ValueType, WrittenGraph } from "../writtenGraph.js";
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./onnx_pb.js";
import { create, toBinary } from "./protobuf.js";

/** The version of the format that goes with opset 17: ONNX 1.12. */
const IR_VERSION = 8n;

/** The numbers of the types that are written. */
const elementTypes: { readonly [type: string]: number } = {
  ...{ float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 },
};

const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Attributes that ONNX declares as real numbers, whatever their value. */
const realAttributes: ReadonlySet<string> = new Set(["alpha", "beta", "epsilon"]);

/**
 * The bytes of an ONNX file. Its first axis is called `batch` and may have any length; `metadata_props` hold classes and
 * preprocessing as JSON, under `linnet.classes` and `linnet.preprocessing`.
 */
export function writeOnnx(graph: WrittenGraph, use: DescribedUse = {}): Uint8Array {
  const typeOf = (name: string): ValueInfoProto => valueInfo(name, graph.types.get(name)!);
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: BigInt(graph.opset) }],
    producerName: "linnet",
    docString: "Pictures go in as [batch, height, width, channels].",
    graph: {
      name: graph.name,
      node: graph.nodes.map(writeNode),
      initializer: [...graph.constants].map(([name, constant]) => writeTensor(name, constant)),
      input: graph.inputs.map(({ name }) => typeOf(name)),
      output: graph.outputs.map(({ name }) => typeOf(name)),
    },
    metadataProps: metadataOf(use),
  });
  return toBinary(ModelProtoSchema, model);
}

function metadataOf({ classes, preprocessing }: DescribedUse): { key: string; value: string }[] {
  const entries = Object.entries({ classes, preprocessing }).filter(([, value]) => value !== undefined);
  return entries.map(([name, value]) => ({ key: `linnet.${name}`, value: JSON.stringify(value) }));
}

function valueInfo(name: string, { type, shape, openAxes }: ValueType): ValueInfoProto {
  const dim = shape.map((length, axis) => ({
    value: openAxes.includes(axis)
      ? { case: "dimParam" as const, value: axis === 0 && length === 1 ? "batch" : `${name}_${axis}` }
      : { case: "dimValue" as const, value: BigInt(length) },
  }));
  const tensorType = { elemType: elementTypes[type]!, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value: tensorType } } });
}

function writeNode({ op, name, inputs, outputs, attributes }: GraphNode): NodeProto {
  return create(NodeProtoSchema, {
    ...{ opType: op, name, input: [...inputs], output: [...outputs] },
    attribute: Object.entries(attributes).map(([attribute, value]) => writeAttribute(attribute, value)),
  });
}

function writeAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "string")
    return create(AttributeProtoSchema, { name, type: attributeTypes.string, s: new TextEncoder().encode(value) });
  if (typeof value === "number" && realAttributes.has(name))
    return create(AttributeProtoSchema, { name, type: attributeTypes.float, f: value });
  if (typeof value === "number")
    return create(AttributeProtoSchema, { name, type: attributeTypes.int, i: BigInt(value) });
  if (Array.isArray(value) && value.every((one) => typeof one === "number"))
    return create(AttributeProtoSchema, { name, type: attributeTypes.ints, ints: value.map(BigInt) });
  throw new LinnetError(`ONNX: attribute "${name}" cannot be written`);
}

function writeTensor(name: string, { type, shape, values }: Constant): TensorProto {
  const dataType = elementTypes[type];
  if (dataType === undefined || !isWrittenType(type))
    throw new LinnetError(`ONNX: tensor "${name}" of ${type} cannot be written`);
  const rawData = writeNumbers(values as ConstantNumbers, type);
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType, rawData });
}
