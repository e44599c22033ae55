// A plan's memory as Float32Arrays, for backends that run on the host's memory.

import type { Plan, Slot, Step } from "../graph/plan.js";
import { sizeOf } from "../tensor/shape.js";
import type { Site } from "../tensor/tensor.js";

export interface HostMemory {
  /** The values of a slot, as a view; the words that its bytes are in, if it is of int8. */
  view(slot: Slot): Float32Array;
  /** What a byte holds beyond the number of int8 that it stands for. Default: 0. */
  readonly int8Offset?: number;
}

/** Allocates all memory of a plan, once, and fills in its constants. */
export function allocateHostMemory(plan: Plan): HostMemory {
  const regions = {
    arena: new ArrayBuffer(plan.arenaBytes),
    state: new ArrayBuffer(plan.stateBytes),
  };
  const constants = new Map(plan.constants.map(({ slot, tensor }) => [slot.byteOffset, tensor.values]));
  return {
    view: ({ region, byteOffset, shape }) =>
      region === "constant" ? constants.get(byteOffset)! : new Float32Array(regions[region], byteOffset, sizeOf(shape)),
  };
}

/** A step's own loop, bound to its memory. It computes in float32, so bytes are copied out before and in again behind it. */
export function bindReference(step: Step, memory: HostMemory): () => void {
  const inputs = step.inputs.map((slot) => valuesOf(slot, memory));
  const output = valuesOf(step.output, memory);
  const site: Site<object> = {
    inputs: step.inputs.map(({ shape }) => shape),
    output: step.output.shape,
    attributes: step.attributes,
  };
  return () => {
    for (const { read } of inputs) read();
    step.op.reference(
      inputs.map(({ values }) => values),
      output.values,
      site,
    );
    output.write();
  };
}

interface SlotValues {
  readonly values: Float32Array;
  read(): void;
  write(): void;
}

function valuesOf(slot: Slot, memory: HostMemory): SlotValues {
  const view = memory.view(slot);
  if (slot.type === "float32") return { values: view, read: () => {}, write: () => {} };
  const { int8Offset = 0 } = memory;
  const values = new Float32Array(sizeOf(slot.shape));
  const bytes = new Uint8Array(view.buffer, view.byteOffset, values.length);
  return {
    values,
    read: () => {
      for (let i = 0; i < values.length; i += 1) values[i] = ((bytes[i]! - int8Offset) << 24) >> 24;
    },
    write: () => {
      for (let i = 0; i < values.length; i += 1) bytes[i] = values[i]! + int8Offset;
    },
  };
}

/** Feeds, outputs, state and copies of a plan in host memory, shared by every backend that runs there. */
export function bindHostPlan(plan: Plan, memory: HostMemory) {
  const inputs = plan.inputs.map((slot) => memory.view(slot));
  const outputs = plan.outputs.map((slot) => memory.view(slot));
  const state = plan.state.map((slot) => memory.view(slot));
  // A state may become another's old value, so all are copied before the first is written.
  const copies = plan.copies.map(({ from, to }) => {
    const source = memory.view(from);
    const aside = from.region === "state" ? new Float32Array(source.length) : null;
    return { source, aside, target: memory.view(to) };
  });
  const results = plan.outputs.map(({ shape }) => new Float32Array(sizeOf(shape)));
  return {
    feed(values: readonly Float32Array[]): void {
      inputs.forEach((input, index) => {
        input.set(values[index]!);
      });
    },
    /** Reads the outputs and completes the state. */
    finish(): readonly Float32Array[] {
      outputs.forEach((output, index) => {
        results[index]!.set(output);
      });
      for (const { source, aside } of copies) aside?.set(source);
      for (const { source, aside, target } of copies) target.set(aside ?? source);
      return results;
    },
    readState: (): Float32Array[] => state.map((values) => values.slice()),
    writeState(values: readonly Float32Array[]): void {
      state.forEach((slot, index) => {
        slot.set(values[index]!);
      });
    },
  };
}
