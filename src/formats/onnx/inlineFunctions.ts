// Functions that a model brings along: each call becomes the nodes of its body.

import { LinnetError } from "../../tensor/errors.js";
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
} from "./onnx_pb.js";
import { create } from "./protobuf.js";

/** Functions that call functions multiply: this many nodes are no longer a network. */
const MOST_NODES = 100_000;

export type Inline = (nodes: readonly NodeProto[]) => NodeProto[];

/** @throws LinnetError naming the call if functions call themselves, or make too many nodes */
export function functionInliner({ functions, opsetImport }: ModelProto): Inline {
  const known = new Map(functions.map((one) => [keyOf(one.domain, one.name, one.overload), one]));
  const opset = opsetOf(opsetImport);
  let total = 0;
  const inline = (nodes: readonly NodeProto[], callers: readonly FunctionProto[]): NodeProto[] =>
    nodes.flatMap((node, place) => {
      const called = known.get(keyOf(node.domain, node.opType, node.overload));
      total += 1;
      if (total > MOST_NODES) throw new LinnetError(`its functions make more than ${MOST_NODES} nodes`);
      if (called === undefined) return [node];
      if (callers.includes(called)) throw new LinnetError(`the function ${called.name} calls itself`);
      const own = opsetOf(called.opsetImport);
      if (own !== null && own !== opset)
        throw new LinnetError(`the function ${called.name} is of opset ${own}, the model of ${opset}`);
      return inline(bodyOf(called, node, place), [...callers, called]);
    });
  return (nodes) => (known.size === 0 ? [...nodes] : inline(nodes, []));
}

function keyOf(domain: string, name: string, overload: string): string {
  return JSON.stringify([domain, name, overload]);
}

/** Of ONNX's own ops; null if none is named. */
export function opsetOf(opsets: ModelProto["opsetImport"]): number | null {
  const own = opsets.find(({ domain }) => domain === "" || domain === "ai.onnx");
  return own === undefined ? null : Number(own.version);
}

/** The body's nodes with the names and attributes of the call. */
function bodyOf(called: FunctionProto, call: NodeProto, place: number): NodeProto[] {
  if (call.input.length > called.input.length || call.output.length > called.output.length)
    throw new LinnetError(`node "${call.name}": the function ${called.name} has fewer inputs or outputs`);
  const prefix = `${call.name || called.name}#${place}`;
  const names = new Map([["", ""]]);
  called.input.forEach((name, index) => {
    names.set(name, call.input[index] ?? "");
  });
  called.output.forEach((name, index) => {
    names.set(name, call.output[index] || `${prefix}/${name}`);
  });
  const rename = (name: string): string => names.get(name) ?? `${prefix}/${name}`;
  const given = new Map(call.attribute.map((one) => [one.name, one]));
  const defaults = new Map(called.attributeProto.map((one) => [one.name, one]));
  return called.node.map((node) => {
    if (node.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0))
      throw new LinnetError(
        `the function ${called.name} holds a graph in its node "${node.name}", which linnet does not read`,
      );
    const { opType, domain, overload } = node;
    return create(NodeProtoSchema, {
      opType,
      domain,
      overload,
      name: `${prefix}/${node.name}`,
      input: node.input.map(rename),
      output: node.output.map(rename),
      attribute: node.attribute.flatMap((one) => resolve(one, given, defaults)),
    });
  });
}

/** An attribute that stands for one of the call's; none if the call leaves it out. */
function resolve(
  one: AttributeProto,
  given: ReadonlyMap<string, AttributeProto>,
  defaults: ReadonlyMap<string, AttributeProto>,
): AttributeProto[] {
  if (one.refAttrName === "") return [one];
  const meant = given.get(one.refAttrName) ?? defaults.get(one.refAttrName);
  if (meant === undefined) return [];
  const { $typeName: _, ...fields } = meant;
  return [create(AttributeProtoSchema, { ...fields, name: one.name })];
}
