// TensorFlow.js graph models: TensorFlow's GraphDef as JSON, with its constants in the weights' files
// (https://github.com/tensorflow/tfjs, tfjs-converter/src/executors/graph_executor.ts and operations/operation_mapper.ts).

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { expectRecord, type JsonRecord } from "../checkJson.js";
import type { OpenedFile, Siblings } from "../opened.js";
import type { Constant, GraphInput, GraphNode, OpGraph } from "../opGraphTypes.js";
import { sortNodes } from "../sortNodes.js";
import { readAttributes, type ShapeOfTensor, typeOf } from "./graphAttributes.js";
import { readWeightsManifest } from "./weightsManifest.js";

/** A node of the file, its inputs as it names them. */
interface FileNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attributes: GraphNode["attributes"];
}

/** What needs graphs inside of the graph, or comes back to a node. */
const CONTROL_FLOW =
  /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond|(Stateless)?(If|While|Case)|(Stateful|Stateless)?PartitionedCall)$/;

/**
 * The graph of a parsed model.json whose format is `graph-model`. Inputs and outputs are the signature's, in its order; without
 * one they are the placeholders, and the nodes that no other reads.
 * @throws LinnetError naming the file and the node if the graph is not whole, has control flow, or its weights are missing
 */
export async function readGraphModel(model: unknown, file: string, siblings: Siblings): Promise<OpenedFile> {
  const { modelTopology, weightsManifest, signature, userDefinedMetadata } = expectRecord(model, file);
  const all = readNodes(expectRecord(modelTopology, `${file}: modelTopology`).node, file);
  const ends = readSignature(signature ?? (userDefinedMetadata as JsonRecord | undefined)?.signature, file);
  const outputs = (ends?.outputs ?? lastOnes(all)).map(({ name }) => ({ name: valueName(name) }));
  const nodes = neededNodes(all, outputs, file);
  const inputNames = ends?.inputs.map(({ name }) => nodeName(name));
  const inputs = inputNames?.map((name) => nodeOf(all, name, `${file}: its input`)) ?? nodes.filter(isPlaceholder);
  const weights = await readWeightsManifest(weightsManifest ?? [], file, siblings);
  const constants = readConstants(nodes, weights, file);
  const known = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  const ops = nodes.filter(({ name }) => !known.has(name));
  const graph: OpGraph = {
    dialect: "tensorflow",
    opset: 0,
    inputs: inputs.map((node) => inputOf(node, ends, file)),
    outputs,
    nodes: sortOps(withOutputs(ops, outputs), known, file),
    constants,
  };
  return { format: "TensorFlow.js graph model", tensors: new Map(), metadata: {}, graph };
}

/** The nodes from which the outputs come, in the file's order. @throws LinnetError naming one that is control flow, or missing */
function neededNodes(nodes: readonly FileNode[], outputs: OpGraph["outputs"], file: string): FileNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set<FileNode>();
  const left = outputs.map(({ name }) => ({ name: nodeName(name), reader: "the graph" }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const node = byName.get(next.name);
    if (node === undefined)
      throw new LinnetError(`${file}: ${next.reader} reads ${describe(next.name)}, which is no node`);
    if (needed.has(node)) continue;
    needed.add(node);
    const reader = `node "${node.name}" (${node.op})`;
    if (CONTROL_FLOW.test(node.op))
      throw new LinnetError(`${file}: ${reader}: linnet cannot run graphs with control flow`);
    if (isPlaceholder(node)) continue;
    for (const input of valuesOf(node)) left.push({ name: nodeName(input), reader });
  }
  return nodes.filter((node) => needed.has(node));
}

function isPlaceholder({ op }: FileNode): boolean {
  return op === "Placeholder";
}

/** Its inputs, without those that only tell the order. */
function valuesOf({ input }: FileNode): string[] {
  return input.filter((name) => !name.startsWith("^")).map(valueName);
}

function readNodes(list: unknown, file: string): FileNode[] {
  if (!Array.isArray(list))
    throw new LinnetError(`${file}: expected the graph's nodes as a list, got ${describe(list)}`);
  const names = new Set<string>();
  return list.map((entry: unknown, index) => {
    const where = `${file}: node ${index}`;
    const { name, op, input = [], attr = {} } = expectRecord(entry, where);
    if (typeof name !== "string" || name === "" || typeof op !== "string")
      throw new LinnetError(`${where}: expected a name and an op, got ${describe(name)} and ${describe(op)}`);
    const named = `${file}: node "${name}" (${op})`;
    if (names.has(name)) throw new LinnetError(`${named}: expected one node of that name, got two`);
    names.add(name);
    if (!Array.isArray(input) || !input.every((one) => typeof one === "string"))
      throw new LinnetError(`${named}: expected the names of its inputs, got ${describe(input)}`);
    return { name, op, input, attributes: readAttributes(expectRecord(attr, named), named) };
  });
}

/** `node:0` is called `node`. */
function valueName(name: string): string {
  return name.replace(/:0$/, "");
}

/** The node of which `node:1` is an output. */
function nodeName(value: string): string {
  return value.replace(/:\d+$/, "");
}

function nodeOf(nodes: readonly FileNode[], name: string, what: string): FileNode {
  const found = nodes.find((node) => node.name === name);
  if (found !== undefined) return found;
  throw new LinnetError(`${what} ${describe(name)} is not among its ${nodes.length} nodes`);
}

interface SignatureEnd {
  readonly name: string;
  readonly shape: ShapeOfTensor | null;
}

interface Signature {
  readonly inputs: readonly SignatureEnd[];
  readonly outputs: readonly SignatureEnd[];
}

/** Null if the file has none. */
function readSignature(signature: unknown, file: string): Signature | null {
  if (signature === undefined || signature === null) return null;
  const { inputs, outputs } = expectRecord(signature, `${file}: signature`);
  const read = (ends: unknown, what: string): SignatureEnd[] =>
    Object.entries(expectRecord(ends ?? {}, `${file}: signature: ${what}`)).map(([key, end]) => {
      const where = `${file}: signature: ${what}: ${key}`;
      const { name, tensorShape } = expectRecord(end, where);
      if (typeof name !== "string") throw new LinnetError(`${where}: expected a node's name, got ${describe(name)}`);
      const { shape } = readAttributes({ shape: { shape: tensorShape ?? { unknownRank: true } } }, where);
      return { name, shape: Array.isArray(shape) ? (shape as readonly number[]) : null };
    });
  const ends = { inputs: read(inputs, "inputs"), outputs: read(outputs, "outputs") };
  return ends.outputs.length === 0 || ends.inputs.length === 0 ? null : ends;
}

function inputOf({ name, op, attributes }: FileNode, ends: Signature | null, file: string): GraphInput {
  const where = `${file}: input "${name}"`;
  if (op !== "Placeholder" && op !== "PlaceholderWithDefault")
    throw new LinnetError(`${where}: expected a placeholder, got ${op}`);
  const inSignature = ends?.inputs.find((end) => nodeName(end.name) === name)?.shape;
  const shape = Array.isArray(attributes.shape) ? (attributes.shape as ShapeOfTensor) : inSignature;
  if (shape == null) throw new LinnetError(`${where}: expected the lengths of its shape, the file has none`);
  const type = typeOf(String(attributes.dtype ?? "DT_FLOAT"));
  if (type === null) throw new LinnetError(`${where}: its type ${describe(attributes.dtype)} is not one of linnet's`);
  return { name, type, shape: shape.map((length) => (length < 0 ? null : length)) };
}

/** Constants that ops read. */
function readConstants(
  nodes: readonly FileNode[],
  weights: ReadonlyMap<string, Constant>,
  file: string,
): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>();
  for (const { name, op } of nodes) {
    if (op !== "Const") continue;
    const constant = weights.get(name);
    if (constant === undefined)
      throw new LinnetError(`${file}: node "${name}" (Const): its numbers are not among the ${weights.size} weights`);
    constants.set(name, constant);
  }
  return constants;
}

/** Nodes that no other reads, as TensorFlow.js takes them. */
function lastOnes(nodes: readonly FileNode[]): readonly { readonly name: string }[] {
  const read = new Set(nodes.flatMap(({ input }) => input.map((name) => nodeName(name.replace(/^\^/, "")))));
  return nodes.filter(({ name, op }) => !read.has(name) && op !== "Const" && op !== "NoOp");
}

/** Nodes as linnet has them: output 1 of a node is called `node:1`; one that nothing reads has no name. */
function withOutputs(nodes: readonly FileNode[], outputs: OpGraph["outputs"]): GraphNode[] {
  const further = new Map<string, string[]>();
  for (const name of new Set([...nodes.flatMap(valuesOf), ...outputs.map((output) => output.name)])) {
    const [, node, place] = /^(.*):(\d{1,3})$/.exec(name) ?? [];
    if (node === undefined) continue;
    const names = further.get(node) ?? [];
    while (names.length < Number(place)) names.push("");
    names[Number(place) - 1] = name;
    further.set(node, names);
  }
  return nodes.map((node) => {
    const { name, op, attributes } = node;
    return { op, name, inputs: valuesOf(node), outputs: [name, ...(further.get(name) ?? [])], attributes };
  });
}

function sortOps(nodes: readonly GraphNode[], known: ReadonlySet<string>, file: string): readonly GraphNode[] {
  try {
    return sortNodes(nodes, known);
  } catch (error) {
    throw new LinnetError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}
