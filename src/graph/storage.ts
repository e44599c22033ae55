// Which memory each tensor of a graph lives in, found from when it is made and when it is last read.

import { LinnetError } from "../tensor/errors.js";
import { sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { packArena } from "./arena.js";
import { byteLength, int8Tensors, type StorageType } from "./storageType.js";
import type { Graph, ProducedTensor } from "./trace.js";

type Region = "arena" | "state" | "constant";

/** A tensor that lives from run to run: after each run, `next` is its value. */
export interface StateEntry {
  readonly tensor: Tensor;
  readonly next: Tensor;
}

export interface Storage {
  readonly arenaBytes: number;
  readonly stateBytes: number;
  readonly constantBytes: number;
  readonly constants: readonly Tensor[];
  place(tensor: Tensor): { readonly region: Region; readonly byteOffset: number };
  /** The tensor whose memory this one uses. */
  root(tensor: Tensor): Tensor;
  sharesStorage(a: Tensor, b: Tensor): boolean;
  typeOf(tensor: Tensor): StorageType;
}

const ALIGNMENT = 64;

function bytesOf(tensor: Tensor, type: StorageType): number {
  return Math.ceil(byteLength(tensor.shape, type) / ALIGNMENT) * ALIGNMENT;
}

/** @param int8 whether whole numbers from -128 to 127 take a byte each, if they are no output */
export function assignStorage(graph: Graph, state: readonly StateEntry[], int8: boolean): Storage {
  const roots = new Map<Tensor, Tensor>();
  const root = (tensor: Tensor): Tensor => {
    let current = tensor;
    for (let next = roots.get(current); next !== undefined; next = roots.get(current)) current = next;
    return current;
  };
  for (const node of graph.nodes) if (node.producer.op.view === true) roots.set(node, node.producer.inputs[0]!);
  const lastRead = findLastReads(graph, root);
  const bytewise: ReadonlySet<Tensor> = int8 ? int8Tensors(graph) : new Set();
  const given = new Set(graph.outputs.map(root));
  const typeOf = (tensor: Tensor): StorageType => {
    const owner = root(tensor);
    return bytewise.has(owner) && !given.has(owner) ? "int8" : "float32";
  };
  placeUpdatesInState(graph, state, { roots, root, lastRead, typeOf });
  shareElementwise(graph, state, { roots, root, lastRead, typeOf });

  const stateRegion = stack(state.map(({ tensor }) => tensor));
  const leaves = graph.nodes
    .flatMap((node) => node.producer.inputs)
    .concat(graph.outputs)
    .map(root);
  const constants = [...new Set(leaves.filter((tensor) => tensor.isConcrete))];
  const constantRegion = stack(constants);
  const isState = (tensor: Tensor): boolean => stateRegion.offsets.has(tensor);
  const arena = placeArena(graph, { root, lastRead, typeOf, isState });
  return {
    arenaBytes: arena.bytes,
    stateBytes: stateRegion.bytes,
    constantBytes: constantRegion.bytes,
    constants,
    root,
    sharesStorage: (a, b) => root(a) === root(b),
    typeOf,
    place: (tensor) => {
      const owner = root(tensor);
      const regions = { arena: arena.offsets, state: stateRegion.offsets, constant: constantRegion.offsets };
      for (const region of ["arena", "state", "constant"] as const) {
        const byteOffset = regions[region].get(owner);
        if (byteOffset !== undefined) return { region, byteOffset };
      }
      throw new LinnetError(`plan: ${tensor} is read but is neither an input nor a state of the graph`);
    },
  };
}

interface Sharing {
  readonly roots: Map<Tensor, Tensor>;
  readonly root: (tensor: Tensor) => Tensor;
  /** The position of the last node that reads a root; outputs are read after all nodes. */
  readonly lastRead: Map<Tensor, number>;
  readonly typeOf: (tensor: Tensor) => StorageType;
}

function findLastReads({ nodes, outputs }: Graph, root: (tensor: Tensor) => Tensor): Map<Tensor, number> {
  const lastRead = new Map<Tensor, number>();
  nodes.forEach((node, position) => {
    for (const input of node.producer.inputs) lastRead.set(root(input), position);
  });
  for (const output of outputs) lastRead.set(root(output), nodes.length);
  return lastRead;
}

/** New state overwrites the old if nothing reads the old any more; `makePlan` copies the rest. */
function placeUpdatesInState({ nodes }: Graph, state: readonly StateEntry[], { roots, root, lastRead }: Sharing): void {
  const position = new Map<Tensor, number>(nodes.map((node, index) => [node, index]));
  for (const { tensor, next } of state) {
    const made = position.get(next);
    if (made === undefined || root(next) !== next) continue;
    const lastOld = lastRead.get(tensor) ?? -1;
    const overwritable = lastOld < made || (lastOld === made && nodes[made]!.producer.op.elementwise === true);
    if (overwritable && sameShape(tensor.shape, next.shape)) roots.set(next, tensor);
  }
}

/** The output of an elementwise op takes over the memory of an input that nothing reads afterwards. */
function shareElementwise(
  graph: Graph,
  state: readonly StateEntry[],
  { roots, root, lastRead, typeOf }: Sharing,
): void {
  const fixed = new Set<Tensor>([...graph.inputs, ...state.map(({ tensor }) => tensor)]);
  graph.nodes.forEach((node, position) => {
    if (node.producer.op.elementwise !== true || root(node) !== node) return;
    const donor = node.producer.inputs.find((input) => {
      const owner = root(input);
      const dies = lastRead.get(owner) === position && !fixed.has(owner) && !owner.isConcrete;
      return dies && sameShape(input.shape, node.shape) && typeOf(input) === typeOf(node);
    });
    if (donor === undefined) return;
    const owner = root(donor);
    lastRead.set(owner, lastRead.get(node) ?? position);
    roots.set(node, owner);
  });
}

function placeArena(
  { inputs, nodes }: Graph,
  { root, lastRead, typeOf, isState }: Omit<Sharing, "roots"> & { isState: (tensor: Tensor) => boolean },
): { offsets: ReadonlyMap<Tensor, number>; bytes: number } {
  const owners: { tensor: Tensor; first: number }[] = inputs.map((tensor) => ({ tensor, first: -1 }));
  nodes.forEach((node: ProducedTensor, first) => {
    if (root(node) === node) owners.push({ tensor: node, first });
  });
  const buffers = owners
    .filter(({ tensor }) => !isState(tensor))
    .map(({ tensor, first }) => ({
      key: tensor,
      bytes: bytesOf(tensor, typeOf(tensor)),
      first,
      last: lastRead.get(tensor) ?? first,
    }));
  return packArena(buffers);
}

function stack(tensors: readonly Tensor[]): { offsets: Map<Tensor, number>; bytes: number } {
  const offsets = new Map<Tensor, number>();
  let bytes = 0;
  for (const tensor of tensors) {
    offsets.set(tensor, bytes);
    // Constants are known by their places, so one without numbers has a place of its own, too.
    bytes += Math.max(bytesOf(tensor, "float32"), ALIGNMENT);
  }
  return { offsets, bytes };
}
