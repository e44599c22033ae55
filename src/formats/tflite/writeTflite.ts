// Writing TensorFlow Lite files: one flatbuffer, behind which a zip holds the labels.

import { Builder } from "flatbuffers";
import { LinnetError } from "../../tensor/errors.js";
import type { DescribedUse } from "../opened.js";
import type { Constant, ConstantNumbers, GraphNode, ValueQuantization } from "../opGraphTypes.js";
import { isWrittenType, writeNumbers } from "../writeNumbers.js";
import type { ValueType, WrittenGraph } from "../writtenGraph.js";
import { type WrittenTable, writeTable } from "./flatTable.js";
import { optionTables } from "./options.js";
import { model as modelFields, operatorNames } from "./schema.js";
import { labelFile, writeMetadata } from "./writeMetadata.js";

const IDENTIFIER = "TFL3";
const SCHEMA_VERSION = 3;

type WrittenModel = WrittenTable<typeof modelFields>;
type WrittenSubgraph = NonNullable<NonNullable<WrittenModel["subgraphs"]>[number]>;
type WrittenTensor = NonNullable<NonNullable<WrittenSubgraph["tensors"]>[number]>;
type WrittenBuffer = NonNullable<NonNullable<WrittenModel["buffers"]>[number]>;

/**
 * Ops whose first version cannot do what is written here, and the versions that can do it with integers: those of
 * tensorflow/lite/tools/versioning/op_version.cc.
 */
const versions: { readonly [op: string]: number } = { BROADCAST_TO: 2, DEQUANTIZE: 3 };
const int8Versions: { readonly [op: string]: number } = {
  ...{ CONV_2D: 3, DEPTHWISE_CONV_2D: 3, FULLY_CONNECTED: 4, ADD: 2, SUB: 2, MUL: 3, MEAN: 2, RELU: 2, RELU6: 2 },
  ...{ TRANSPOSE: 2, PAD: 2, SLICE: 2, STRIDED_SLICE: 2, CONCATENATION: 2, MAX_POOL_2D: 2, AVERAGE_POOL_2D: 2 },
  ...{ MAXIMUM: 2, MINIMUM: 2, SUM: 2, REDUCE_MAX: 2, REDUCE_MIN: 2, SOFTMAX: 2, LOGISTIC: 2, TANH: 2, DEQUANTIZE: 2 },
};

/** Ops with codes of 127 and more stand in a later field, for programs that do not know it. */
const PLACEHOLDER = 127;

const typeNames = {
  ...{
    float32: "FLOAT32",
    float16: "FLOAT16",
    int8: "INT8",
    uint8: "UINT8",
    int32: "INT32",
    int64: "INT64",
    bool: "BOOL",
  },
} as const;

/**
 * The bytes of a TensorFlow Lite file. Shapes are those of a batch of one; programs may resize it. Classes become the labels,
 * and preprocessing the normalization, that LiteRT's, MediaPipe's and ML Kit's libraries read.
 */
export function writeTflite(graph: WrittenGraph, use: DescribedUse = {}): Uint8Array {
  const weights = [...graph.constants.values()].reduce((sum, { values }) => sum + 4 * values.length, 0);
  const builder = new Builder(weights + 2 ** 16);
  const buffers = [{}, ...[...graph.constants].map(([name, constant]) => ({ data: bytesOf(name, constant) }))];
  const metadata = writeMetadata(graph, use).map(([name, data]) => ({ name, buffer: buffers.push({ data }) - 1 }));
  const model = writeTable(builder, modelFields, {
    version: SCHEMA_VERSION,
    description: "linnet",
    buffers: buffers satisfies readonly WrittenBuffer[],
    metadata,
    ...writeGraph(builder, graph),
  });
  builder.finish(model, IDENTIFIER);
  return withLabels(builder.asUint8Array(), use);
}

function withLabels(bytes: Uint8Array, { classes }: DescribedUse): Uint8Array {
  const labels = classes === undefined ? new Uint8Array(0) : labelFile(classes, bytes.length);
  const whole = new Uint8Array(bytes.length + labels.length);
  whole.set(bytes);
  whole.set(labels, bytes.length);
  return whole;
}

/** The graph's only subgraph, its op codes and the names of its ends. */
function writeGraph(
  builder: Builder,
  graph: WrittenGraph,
): Pick<WrittenModel, "operatorCodes" | "subgraphs" | "signatureDefs"> {
  const ends = { inputs: graph.inputs.map(({ name }) => name), outputs: graph.outputs.map(({ name }) => name) };
  const made = graph.nodes.flatMap(({ outputs }) => outputs);
  const names = [...ends.inputs, ...graph.constants.keys(), ...made];
  const places = new Map(names.map((name, place) => [name, place]));
  const buffers = new Map([...graph.constants.keys()].map((name, index) => [name, index + 1]));
  const tensors = names.map((name) => ({
    ...writeTensor(name, graph.types.get(name)!, buffers.get(name) ?? 0),
    ...writeQuantization(graph.quantization?.get(name)),
  }));
  const ops = [...new Set(graph.nodes.map(({ op }) => op))];
  const placesOf = (list: readonly string[]): number[] => list.map((name) => places.get(name) ?? -1);
  const operators = graph.nodes.map((node) => ({
    opcodeIndex: ops.indexOf(node.op),
    inputs: placesOf(node.inputs),
    outputs: placesOf(node.outputs),
    ...writeOptions(builder, node),
  }));
  const own = { inputs: placesOf(ends.inputs), outputs: placesOf(ends.outputs) };
  const mapsOf = (list: readonly string[]) => list.map((name) => ({ name, tensorIndex: places.get(name)! }));
  const signature = { inputs: mapsOf(ends.inputs), outputs: mapsOf(ends.outputs), signatureKey: "serving_default" };
  return {
    operatorCodes: ops.map((op) => writeCode(op, versionOf(op, graph))),
    subgraphs: [{ name: graph.name, tensors, operators, ...own }],
    signatureDefs: [signature],
  };
}

/** One that can do what all nodes of the op do. */
function versionOf(op: string, { nodes, types }: WrittenGraph): number {
  const found = nodes.filter((node) => node.op === op).map(({ inputs }) => types.get(inputs[0] ?? "")?.type);
  return Math.max(...found.map((type) => (type === "int8" ? int8Versions : versions)[op] ?? 1));
}

function writeCode(op: string, version: number) {
  const builtinCode = operatorNames.indexOf(op);
  if (builtinCode < 0) throw new LinnetError(`TensorFlow Lite: op ${op} cannot be written`);
  return { builtinCode, deprecatedBuiltinCode: Math.min(builtinCode, PLACEHOLDER), version };
}

/** Open lengths are 1 in the shape and -1 in its signature. */
function writeTensor(name: string, { type, shape, openAxes }: ValueType, buffer: number): WrittenTensor {
  const typeName = typeNames[type as keyof typeof typeNames];
  if (typeName === undefined) throw new LinnetError(`TensorFlow Lite: "${name}" of ${type} cannot be written`);
  const own = { name, shape, type: typeName, buffer };
  if (openAxes.length === 0) return own;
  return { ...own, shapeSignature: shape.map((length, axis) => (openAxes.includes(axis) ? -1 : length)) };
}

function writeQuantization(kind: ValueQuantization | undefined): Pick<WrittenTensor, "quantization"> {
  if (kind === undefined) return {};
  const { scale, zeroPoint, axis } = kind;
  return { quantization: { scale, zeroPoint, quantizedDimension: axis } };
}

/** A node's attributes are the fields of its op's options. */
function writeOptions(
  builder: Builder,
  { op, attributes }: GraphNode,
): { builtinOptionsType?: number; builtinOptions?: number } {
  const type = optionTypes[op];
  if (type === undefined) return {};
  const { fields } = optionTables.get(type)!;
  const options: WrittenTable<typeof fields> = attributes;
  return { builtinOptionsType: type, builtinOptions: writeTable(builder, fields, options) };
}

/** The number of the options' table of each op that has one. */
const optionTypes: { readonly [op: string]: number } = {
  ...{ CONV_2D: 1, DEPTHWISE_CONV_2D: 2, AVERAGE_POOL_2D: 5, MAX_POOL_2D: 5, FULLY_CONNECTED: 8, SOFTMAX: 9 },
  ...{
    CONCATENATION: 10,
    ADD: 11,
    RESHAPE: 17,
    MUL: 21,
    GATHER: 23,
    MEAN: 27,
    SUM: 27,
    REDUCE_MAX: 27,
    REDUCE_MIN: 27,
  },
  ...{
    SUB: 28,
    DIV: 29,
    STRIDED_SLICE: 32,
    CAST: 37,
    ARG_MAX: 40,
    SHAPE: 55,
    LEAKY_RELU: 75,
    BATCH_MATMUL: 101,
    GELU: 116,
  },
};

function bytesOf(name: string, { type, values }: Constant): Uint8Array {
  if (!isWrittenType(type)) throw new LinnetError(`TensorFlow Lite: "${name}" of ${type} cannot be written`);
  return writeNumbers(values as ConstantNumbers, type);
}
