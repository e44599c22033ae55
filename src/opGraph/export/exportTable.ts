// Which ops of another program stand for which op of linnet. A table covers every op of linnet's own, and the op types its
// entry: without an entry for a new op it does not compile.

import type { WrittenGraph } from "../../formats/writtenGraph.js";
import { rewrite } from "../../graph/rewrite.js";
import { type Graph, isProduced, type ProducedTensor } from "../../graph/trace.js";
import type { NamedOps } from "../../tensor/opGroups.js";
import type { OwnOpName } from "../../tensor/ops/ownOps.js";
import type { OpDefinition, Tensor } from "../../tensor/tensor.js";
import type { GraphWriter, WriterDialect } from "./graphWriter.js";
import type { ExportedNetwork } from "./tracedNetwork.js";

/** A call of a known op, as a rule sees it. */
export interface OpCall<A, Inputs extends readonly string[]> {
  readonly inputs: { readonly [Index in keyof Inputs]: Tensor };
  readonly output: Tensor;
  readonly attributes: A;
  /** What the attributes are with the other of the two traced batches. */
  readonly twin: A;
}

type AnyCall = OpCall<object, readonly string[]>;

/** A method's parameter allows a rule of a known op where one of any is expected: tables look rules up by the op. */
type Rule<Call> = { write(call: Call, writer: GraphWriter): void }["write"];
type Lower<Call> = { lower(call: Call): Tensor | null }["lower"];

export interface ExportEntry<Name extends string = string> {
  readonly op: OpDefinition<object, readonly string[], Name>;
  /** Writes nodes, and gives the writer the value of the output. */
  readonly write?: Rule<AnyCall>;
  /** The same composed of other ops, where the dialect has none of its own; null for a call that `write` can do. */
  readonly lower?: Lower<AnyCall>;
  /** Why no file can hold it. */
  readonly refused?: string;
}

/** An op in the list whose name is any string would let every record pass: then no name at all fits. */
type CheckedName = string extends OwnOpName ? never : OwnOpName;

export type ExportRecord = { readonly [Name in CheckedName]: ExportEntry<Name> };

export type ExportTable = ReadonlyMap<OpDefinition, ExportEntry>;

/** What is known of a program whose files are written. */
export interface ExportDialect extends WriterDialect {
  readonly table: ExportTable;
  /** What is done to the whole graph in the end. Default: nothing. */
  finish?(graph: WrittenGraph, network: ExportedNetwork): WrittenGraph;
}

export function exportTable(record: ExportRecord): ExportTable {
  return new Map(Object.values<ExportEntry>(record).map((entry) => [entry.op, entry]));
}

/** The op is written by this rule. */
export function written<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  write: Rule<OpCall<A, Inputs>>,
): ExportEntry<Name> {
  return { op, write };
}

/** The op is replaced by others before the graph is written. */
export function lowered<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  lower: Lower<OpCall<A, Inputs>>,
): ExportEntry<Name> {
  return { op, lower };
}

/** The op is replaced where `lower` gives others for it, and else written. */
export function loweredOrWritten<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  lower: Lower<OpCall<A, Inputs>>,
  write: Rule<OpCall<A, Inputs>>,
): ExportEntry<Name> {
  return { op, lower, write };
}

/** No file can hold the op, for this reason. */
export function notExported<Name extends string>(
  op: OpDefinition<object, readonly string[], Name>,
  refused: string,
): ExportEntry<Name> {
  return { op, refused };
}

/** The same of several ops. */
export function noneExported<Names extends string>(
  ops: NamedOps<Names>,
  refused: string,
): { readonly [Name in Names]: ExportEntry<Name> } {
  const entries = Object.entries<OpDefinition>(ops).map(([name, op]) => [name, notExported(op, refused)]);
  return Object.fromEntries(entries);
}

/** A graph without the ops that the table lowers. */
export function lowerGraph(graph: Graph, table: ExportTable): Graph {
  let isDone = true;
  const lowered = rewrite(graph, (node) => {
    const instead = table.get(node.producer.op)?.lower?.(callOf(node, node)) ?? node;
    if (instead !== node) isDone = false;
    return instead;
  });
  return isDone ? lowered : lowerGraph(lowered, table);
}

export function callOf(node: ProducedTensor, twin: Tensor): AnyCall {
  const { inputs, attributes } = node.producer;
  return { inputs, output: node, attributes, twin: isProduced(twin) ? twin.producer.attributes : attributes };
}
