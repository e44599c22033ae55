// A graph of another program's ops as plain data: what ONNX, TensorFlow Lite and TensorFlow.js files hold.

import type { Shape } from "../tensor/shape.js";

export type Dialect = "onnx" | "tflite" | "tensorflow";

export type ElementType =
  | "float16"
  | "float32"
  | "float64"
  | "int2"
  | "int4"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint2"
  | "uint4"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "bool"
  | "string";

/** Numbers of a constant. */
export type ConstantNumbers = Float32Array | Float64Array | Int8Array | Uint8Array;

/**
 * Numbers that stand in the file: float16 and float32 as `Float32Array`; integers, bools and float64 as `Float64Array`, but int8 and
 * uint8 also as the bytes that they are.
 */
export interface Constant {
  readonly type: ElementType;
  readonly shape: Shape;
  readonly values: ConstantNumbers | readonly string[];
}

/** A graph inside a graph: a branch of ONNX's `If`, the body of its `Loop`. Its nodes read the values around it too. */
export interface Subgraph {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
}

/** What an attribute may be. */
export type AttributeValue = number | string | boolean | readonly number[] | readonly string[] | Constant | Subgraph;

/**
 * How the integers of a value stand for real numbers: `scale (q - zeroPoint)`. There is one pair for all of them, or one for each
 * entry of `axis`.
 */
export interface ValueQuantization {
  readonly type: ElementType;
  readonly scale: readonly number[];
  /** As many as scales. */
  readonly zeroPoint: readonly number[];
  readonly axis: number;
}

export interface GraphNode {
  /** The op's name in its program: `Conv`, `CONV_2D`, `_FusedConv2D`. */
  readonly op: string;
  readonly name: string;
  /** Names of values; an optional input that is left out is "". */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: { readonly [name: string]: AttributeValue };
}

export interface GraphInput {
  readonly name: string;
  readonly type: ElementType;
  /** Null for a length that the file leaves open. */
  readonly shape: readonly (number | null)[];
}

export interface OpGraph {
  readonly dialect: Dialect;
  /** The version of the op set: ONNX's; 0 for others. */
  readonly opset: number;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly { readonly name: string }[];
  /** Each after those whose outputs it reads. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** By their names: values that are integers in the file and stand for real numbers. A constant among them holds the integers. */
  readonly quantization?: ReadonlyMap<string, ValueQuantization>;
}

/** The class of layers that run a graph, in linnet's own files. */
export const IMPORTED_GRAPH = "linnet>ImportedGraph";
