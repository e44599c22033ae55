// A graph of a file as plain data: its nodes in an order in which they can run.

import { LinnetError } from "../../tensor/errors.js";
import type { Siblings } from "../opened.js";
import type { Constant, GraphInput, GraphNode, OpGraph, Subgraph } from "../opGraphTypes.js";
import { readsOf } from "../readsOf.js";
import { type Names, sortNodes } from "../sortNodes.js";
import { nameOfType, storedTypes } from "./elementTypes.js";
import { externalReader } from "./externalData.js";
import { functionInliner, type Inline, opsetOf } from "./inlineFunctions.js";
import type { GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from "./onnx_pb.js";
import { readAttributes } from "./readAttributes.js";
import { readTensor } from "./readTensor.js";

/** The op set's versions that linnet reads: https://github.com/onnx/onnx/blob/main/docs/Versioning.md. */
const [OLDEST, NEWEST] = [1, 28];

/** @throws LinnetError naming the node, tensor or input that is wrong */
export async function readGraph(model: ModelProto, siblings: Siblings): Promise<OpGraph> {
  if (model.graph === undefined) throw new LinnetError("expected a graph, there is none");
  const reader = new GraphReader(siblings, functionInliner(model));
  const { inputs, outputs, ...parts } = await reader.read(model.graph, new Set());
  const { input } = model.graph;
  return {
    dialect: "onnx",
    opset: expectOpset(model),
    inputs: input.filter(({ name }) => inputs.includes(name)).map(readInput),
    outputs: outputs.map((name) => ({ name })),
    ...parts,
  };
}

function expectOpset({ opsetImport }: ModelProto): number {
  const opset = opsetOf(opsetImport);
  if (opset !== null && opset >= OLDEST && opset <= NEWEST) return opset;
  throw new LinnetError(`expected opset ${OLDEST} to ${NEWEST} of ONNX, got ${opset ?? "none"}`);
}

/** Ops that onnxruntime has for quantized networks. */
const ofIntegers = /^(QLinear\w+|QGemm|QuantizeLinear|DequantizeLinear)$/;

class GraphReader {
  readonly #external: (tensor: TensorProto) => Promise<Uint8Array | null>;
  readonly #inline: Inline;

  constructor(siblings: Siblings, inline: Inline) {
    this.#external = externalReader(siblings);
    this.#inline = inline;
  }

  /** @param around names of values that stand around a graph inside a graph */
  async read(graph: GraphProto, around: Names): Promise<Subgraph> {
    if (graph.sparseInitializer.length > 0) throw new LinnetError("expected dense tensors, got sparse initializers");
    const constants = await this.#readConstants(graph.initializer);
    // Old files list their constants among the inputs too.
    const inputs = graph.input.map(({ name }) => name).filter((name) => !constants.has(name));
    const protos = this.#inline(graph.node);
    const known = both(around, new Set([...inputs, ...constants.keys()]));
    const scope = both(known, new Set(protos.flatMap(({ output }) => output)));
    const nodes: GraphNode[] = [];
    for (const [index, proto] of protos.entries()) nodes.push(await this.#readNode(proto, index, scope));
    const outputs = graph.output.map(({ name }) => name);
    const sorted = sortNodes(nodes, known, readsOf);
    const missing = outputs.find((name) => !scope.has(name));
    if (missing !== undefined) throw new LinnetError(`output "${missing}" is made by no node`);
    return { inputs, outputs, nodes: sorted, constants };
  }

  async #readConstants(tensors: readonly TensorProto[]): Promise<Map<string, Constant>> {
    const constants = new Map<string, Constant>();
    for (const tensor of tensors) {
      if (constants.has(tensor.name)) throw new LinnetError(`tensor "${tensor.name}" is there twice`);
      constants.set(tensor.name, await this.#readTensor(tensor));
    }
    return constants;
  }

  async #readTensor(tensor: TensorProto): Promise<Constant> {
    try {
      return readTensor(tensor, await this.#external(tensor));
    } catch (error) {
      throw new LinnetError(`tensor "${tensor.name}": ${error instanceof Error ? error.message : error}`);
    }
  }

  async #readNode(proto: NodeProto, index: number, scope: Names): Promise<GraphNode> {
    const { opType: op, domain, input: inputs, output: outputs } = proto;
    const name = proto.name || outputs[0] || `${index}`;
    try {
      if (domain !== "" && domain !== "ai.onnx" && !(domain === "com.microsoft" && ofIntegers.test(op)))
        throw new LinnetError(`linnet does not know ops of the domain "${domain}"`);
      const attributes = await readAttributes(proto.attribute, {
        tensor: (tensor) => this.#readTensor(tensor),
        graph: (graph) => this.read(graph, scope),
      });
      return { op, name, inputs, outputs, attributes };
    } catch (error) {
      throw new LinnetError(`node "${name}" (${op}): ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Graphs inside graphs are many and small: names are not copied for each. */
function both(outer: Names, own: Names): Names {
  return { has: (name) => own.has(name) || outer.has(name) };
}

function readInput({ name, type }: ValueInfoProto): GraphInput {
  const { value } = type ?? { value: { case: undefined } };
  if (value.case !== "tensorType")
    throw new LinnetError(`input "${name}": expected a tensor, got ${value.case?.replace("Type", "") ?? "no type"}`);
  const { elemType, shape } = value.value;
  const stored = storedTypes[elemType];
  if (stored === undefined)
    throw new LinnetError(`input "${name}": expected a type that linnet reads, got ${nameOfType(elemType)}`);
  if (shape === undefined) throw new LinnetError(`input "${name}": expected a shape, there is none`);
  const lengths = shape.dim.map(({ value: length }) => {
    const known = length.case === "dimValue" ? Number(length.value) : 0;
    return known > 0 ? known : null;
  });
  return { name, type: stored.type, shape: lengths };
}
