// From a graph to steps over one arena: the order of ops and the place of every buffer, fixed before the first run.

import { checkList } from "../tensor/checkArgument.js";
import type { Shape } from "../tensor/shape.js";
import type { OpDefinition, Tensor } from "../tensor/tensor.js";
import { checkGraph } from "./checkGraph.js";
import { assignStorage, type StateEntry, type Storage } from "./storage.js";
import { byteLength, type StorageType } from "./storageType.js";
import { type Graph, graphOf, type ProducedTensor } from "./trace.js";

/** A place for a tensor's values. Offsets are in bytes from the start of the region, multiples of 64 in the arena. */
export interface Slot {
  readonly region: "arena" | "state" | "constant";
  readonly byteOffset: number;
  readonly shape: Shape;
  /** int8: a byte for each number. */
  readonly type: StorageType;
}

export interface Step {
  readonly op: OpDefinition;
  readonly attributes: object;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
  /** The layer's name, if the output has one. */
  readonly name: string | null;
}

export interface Plan {
  /** The peak of everything that lives only during a run. */
  readonly arenaBytes: number;
  readonly stateBytes: number;
  readonly constantBytes: number;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly state: readonly Slot[];
  readonly constants: readonly { readonly tensor: Tensor; readonly slot: Slot }[];
  readonly steps: readonly Step[];
  /** Made after the outputs are read: new state that could not be written in place. */
  readonly copies: readonly { readonly from: Slot; readonly to: Slot }[];
  /** The sum of all outputs of ops, as if each had its own memory: what to compare the arena with. */
  readonly activationBytes: number;
}

export interface PlanOptions {
  /** Whether whole numbers from -128 to 127 take a byte each. Default: false. */
  readonly int8?: boolean;
}

/** Plans the memory of a graph. `state` tensors are placeholders of the graph that are not fed. */
export function makePlan(graph: Graph, state: readonly StateEntry[] = [], { int8 = false }: PlanOptions = {}): Plan {
  checkGraph("makePlan", graph);
  checkList("makePlan", "state", state, "object");
  const whole = graphOf(graph.inputs, [...graph.outputs, ...state.map(({ next }) => next)]);
  const storage = assignStorage(whole, state, int8);
  const slotOf = (tensor: Tensor): Slot => ({
    ...storage.place(tensor),
    shape: tensor.shape,
    type: storage.typeOf(tensor),
  });
  const computed = whole.nodes.filter((node) => node.producer.op.view !== true);
  return {
    arenaBytes: storage.arenaBytes,
    stateBytes: storage.stateBytes,
    constantBytes: storage.constantBytes,
    inputs: graph.inputs.map(slotOf),
    outputs: graph.outputs.map(slotOf),
    state: state.map(({ tensor }) => slotOf(tensor)),
    constants: storage.constants.map((tensor) => ({ tensor, slot: slotOf(tensor) })),
    steps: computed.map((node) => stepOf(node, slotOf)),
    copies: copiesOf(state, storage, slotOf),
    activationBytes: computed.reduce((bytes, node) => bytes + byteLength(node.shape, storage.typeOf(node)), 0),
  };
}

function stepOf(node: ProducedTensor, slotOf: (tensor: Tensor) => Slot): Step {
  const { op, inputs, attributes } = node.producer;
  return { op, attributes, inputs: inputs.map(slotOf), output: slotOf(node), name: node.name };
}

function copiesOf(state: readonly StateEntry[], storage: Storage, slotOf: (tensor: Tensor) => Slot): Plan["copies"] {
  return state
    .filter(({ tensor, next }) => storage.root(next) !== tensor && !storage.sharesStorage(next, tensor))
    .map(({ tensor, next }) => ({ from: slotOf(next), to: slotOf(tensor) }));
}
