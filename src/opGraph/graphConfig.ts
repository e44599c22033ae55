// An imported graph as JSON, in the file of a network that has one: its weights stand beside it as tensors.

import type {
  AttributeValue,
  Constant,
  ConstantNumbers,
  ElementType,
  GraphNode,
  OpGraph,
  Subgraph,
  ValueQuantization,
} from "../formats/opGraphTypes.js";
import { emptyValues } from "../formats/storedElements.js";
import { allFinite } from "../tensor/allFinite.js";
import { LinnetError } from "../tensor/errors.js";
import { sizeOf } from "../tensor/shape.js";
import { checkQuantization } from "./checkQuantization.js";
import { type IntegerNumbers, isIntegers } from "./integerNumbers.js";
import { type ListText, listFromText, listToText } from "./listText.js";
import type { OpTable } from "./opTable.js";
import { isStored } from "./quantizedParameter.js";
import { dequantizedNumbers } from "./quantizedValue.js";
import { NotKnownError } from "./value.js";

/** Numbers as JSON; null if they are a tensor of the file. */
type WrittenConstant = Omit<Constant, "values"> & { readonly values: readonly (number | string)[] | null };
type WrittenAttribute =
  | Exclude<AttributeValue, Constant | Subgraph>
  | { readonly constant: WrittenConstant }
  | { readonly graph: WrittenParts<Subgraph> };
type WrittenNode = Omit<GraphNode, "attributes"> & {
  readonly attributes: { readonly [name: string]: WrittenAttribute };
};
type WrittenParts<Graph> = Omit<Graph, "constants" | "nodes"> & {
  readonly nodes: readonly WrittenNode[];
  readonly constants: { readonly [name: string]: WrittenConstant };
};

type WrittenQuantization = Omit<ValueQuantization, "scale" | "zeroPoint"> & {
  readonly scale: ListText;
  readonly zeroPoint: ListText;
};

export type GraphConfig = Omit<WrittenParts<OpGraph>, "quantization"> & {
  readonly quantization?: { readonly [name: string]: WrittenQuantization };
};

/** A constant of more numbers is a tensor of the file, learned or not. */
const MOST_IN_CONFIG = 64;

/** Whether the op is a sum or a product of elements: a single number in one is part of a formula, and no weight. */
function isElementwise(op: string): boolean {
  return /^(add|mul)/i.test(op);
}

/**
 * Constants that every node reads as a weight which training changes.
 * @param isWeightOf whether the inputs of a node are
 */
export function learnedConstants(
  graph: OpGraph,
  { learned }: OpTable,
  isWeightOf: (node: GraphNode) => boolean,
): ReadonlySet<string> {
  const [weights, others] = [new Set<string>(), new Set<string>()];
  const read = (node: GraphNode): void => {
    node.inputs.forEach((name, index) => {
      const isSingle = isElementwise(node.op) && graph.constants.get(name)?.values.length === 1;
      const isWeight =
        !isSingle && isWeightOf(node) && Object.hasOwn(learned, node.op) && learned[node.op]!.includes(index);
      (isWeight ? weights : others).add(name);
    });
    for (const value of Object.values(node.attributes))
      if (typeof value === "object" && "nodes" in value) readInside(value);
  };
  // A graph inside the graph may run many times, or not at all.
  const readInside = ({ nodes, outputs }: Subgraph): void => {
    for (const name of outputs) others.add(name);
    for (const node of nodes) {
      for (const name of node.inputs) others.add(name);
      read(node);
    }
  };
  graph.nodes.forEach(read);
  const isLearned = (name: string): boolean =>
    graph.constants.get(name)?.values instanceof Float32Array || isQuantized(graph, name);
  return new Set([...weights].filter((name) => !others.has(name) && isLearned(name)));
}

/**
 * Constants that shapes depend on cannot be trained: drop the elementwise ones first, then all.
 * @param run with the constants that are trained until now
 * @param learn takes those for trained that are weights of such a node
 */
export function learnWhatCanBe<Result>(
  run: () => Result,
  learn: (isWeightOf: (node: GraphNode) => boolean) => void,
): Result {
  for (const isWeightOf of [({ op }: GraphNode) => !isElementwise(op), () => false]) {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof NotKnownError)) throw error;
      learn(isWeightOf);
    }
  }
  return run();
}

/** Whether a constant is integers that stand for real numbers. */
export function isQuantized({ constants, quantization }: OpGraph, name: string): boolean {
  return quantization?.has(name) === true && isIntegers(constants.get(name)?.values);
}

/** The graph without integers that files cannot hold as tensors: they become the real numbers that they stand for. */
function storable(graph: OpGraph): OpGraph {
  const constants = new Map(graph.constants);
  const quantization = new Map(graph.quantization);
  for (const [name, { type, shape, values }] of graph.constants) {
    if (!isQuantized(graph, name) || isStored(type, values as IntegerNumbers)) continue;
    const real = dequantizedNumbers(values as IntegerNumbers, shape, quantization.get(name)!);
    constants.set(name, { type: "float32", shape, values: real });
    quantization.delete(name);
  }
  return { ...graph, constants, ...(graph.quantization && { quantization }) };
}

/** Constants that are weights of the layer: what is learned, and what is large. */
export function weightConstants(graph: OpGraph, learned: ReadonlySet<string>): string[] {
  return [...graph.constants]
    .filter(([name, { type, values }]) => {
      const isKept = learned.has(name) || values.length > MOST_IN_CONFIG;
      if (!isKept || values.length === 0) return false;
      return values instanceof Float32Array ? allFinite(values) : isIntegers(values) && isStored(type, values);
    })
    .map(([name]) => name);
}

export function graphToConfig({ quantization, ...graph }: OpGraph, weights: ReadonlySet<string>): GraphConfig {
  const write = ({ scale, zeroPoint, ...others }: ValueQuantization): WrittenQuantization => ({
    ...others,
    scale: listToText(scale),
    zeroPoint: listToText(zeroPoint),
  });
  return {
    ...graph,
    ...writeParts(graph, weights),
    ...(quantization && { quantization: mapEntries(Object.fromEntries(quantization), write) }),
  };
}

/**
 * The graph of a layer, without integers that files cannot hold.
 * @throws LinnetError naming the layer if it is not what was written, or what it says of its integers cannot be
 */
export function checkedGraph(given: OpGraph | GraphConfig, layer: string): OpGraph {
  try {
    const graph = given.constants instanceof Map ? (given as OpGraph) : graphFromConfig(given as GraphConfig);
    checkQuantization(graph);
    return storable(graph);
  } catch (error) {
    throw new LinnetError(`layer "${layer}": ${error instanceof Error ? error.message : error}`);
  }
}

/** The graph; weights are zeros until they are loaded. */
function graphFromConfig({ quantization, ...config }: GraphConfig): OpGraph {
  const graph = { ...config, ...readParts(config) };
  if (quantization === undefined) return graph;
  const read = Object.entries(quantization).map(([name, written]) => {
    const { scale, zeroPoint } = written;
    return [name, { ...written, scale: listFromText(scale), zeroPoint: listFromText(zeroPoint) }] as const;
  });
  return { ...graph, quantization: new Map(read) };
}

type Parts = Pick<Subgraph, "nodes" | "constants">;

function writeParts({ nodes, constants }: Parts, weights: ReadonlySet<string>): WrittenParts<Parts> {
  return {
    nodes: nodes.map((node) => ({ ...node, attributes: mapEntries(node.attributes, writeAttribute) })),
    constants: Object.fromEntries(
      [...constants].map(([name, constant]) => [name, writeConstant(constant, weights.has(name))]),
    ),
  };
}

function readParts({ nodes, constants }: WrittenParts<Parts>): Parts {
  const read = Object.entries(constants).map(([name, written]) => [name, readConstant(name, written)] as const);
  return {
    nodes: nodes.map((node) => ({ ...node, attributes: mapEntries(node.attributes, readAttribute) })),
    constants: new Map(read),
  };
}

function mapEntries<From, To>(record: { readonly [name: string]: From }, map: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]): [string, To] => [name, map(value)]));
}

function writeAttribute(value: AttributeValue): WrittenAttribute {
  if (typeof value !== "object") return value;
  if ("nodes" in value) return { graph: { ...value, ...writeParts(value, new Set()) } };
  return "shape" in value ? { constant: writeConstant(value, false) } : value;
}

function readAttribute(value: WrittenAttribute): AttributeValue {
  if (typeof value !== "object") return value;
  if ("graph" in value) return { ...value.graph, ...readParts(value.graph) };
  return "constant" in value ? readConstant("attribute", value.constant) : value;
}

/** JSON has no infinities, NaN or -0: they are words. */
function writeConstant({ type, shape, values }: Constant, isWeight: boolean): WrittenConstant {
  if (isWeight) return { type, shape, values: null };
  const isPlain = (value: number): boolean => Number.isFinite(value) && !Object.is(value, -0);
  const write = (value: number | string): number | string =>
    typeof value === "string" || isPlain(value) ? value : Object.is(value, -0) ? "-0" : String(value);
  return { type, shape, values: Array.from<number | string, number | string>(values, write) };
}

function readConstant(name: string, { type, shape, values }: WrittenConstant): Constant {
  if (values === null) return { type, shape, values: zeros(type, sizeOf(shape)) };
  if (values.length !== sizeOf(shape))
    throw new LinnetError(`constant "${name}": expected ${sizeOf(shape)} values, got ${values.length}`);
  if (type === "string") return { type, shape, values: values.map(String) };
  const numbers = emptyValues(type, values.length);
  numbers.set(values.map(Number));
  return { type, shape, values: numbers };
}

/** What is loaded later; bytes take no more than such. */
function zeros(type: ElementType, count: number): ConstantNumbers {
  if (type === "int8") return new Int8Array(count);
  return type === "uint8" ? new Uint8Array(count) : emptyValues(type, count);
}
