// Adjacent elementwise steps as one kernel, so that an optimizer's moments and weights are gone through once.

import type { Slot, Step } from "../../../graph/plan.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Elementwise, Formula, Kernel, Served } from "../kernel.js";
import { isFlat, rowsKernel } from "./elementwise.js";
import { LANES } from "./lanes.js";

export interface ServedStep {
  readonly step: Step;
  /** For `servedBy`. */
  readonly name: string;
  /** Null if the op's own loop serves it. */
  readonly served: Served | null;
}

/** Pieces of memory that a merged kernel works on: this many vectors fit the registers. */
const MOST_SLOTS = 12;

/** The same steps; the first of each merged run has the kernel of all, and the others have none. */
export function mergeElementwise(steps: readonly ServedStep[]): ServedStep[] {
  const merged: ServedStep[] = [];
  let run: Member[] = [];
  const endRun = (): void => {
    merged.push(...(run.length > 1 ? asOne(run) : run));
    run = [];
  };
  for (const current of steps) {
    const member = memberOf(current);
    if (member === null || !canBeOne([...run, member])) endRun();
    if (member === null) merged.push(current);
    else run.push(member);
  }
  endRun();
  return merged;
}

interface Member extends ServedStep {
  readonly served: Served;
  readonly elementwise: Elementwise;
}

/** Null if a step is not elementwise, or its tensors are not all in one row. */
function memberOf({ step, name, served }: ServedStep): Member | null {
  const elementwise = served?.elementwise;
  if (elementwise === undefined || !isFlat(elementwise.layout) || elementwise.layout.length < LANES) return null;
  return { step, name, served: served!, elementwise };
}

/** Memory that is read: a number for each element, or one for all. */
interface Read {
  readonly slot: Slot;
  readonly inner: number;
}

function readsOf({ step, elementwise }: Member): Read[] {
  return step.inputs.map((slot, index) => ({ slot, inner: elementwise.layout.inputs[index]!.inner }));
}

/** Whether the steps can be done element by element: nothing may overwrite a place that is still to be read. */
function canBeOne(members: readonly Member[]): boolean {
  const [first] = members;
  if (members.some(({ elementwise }) => elementwise.layout.length !== first!.elementwise.layout.length)) return false;
  const writes = members.map(({ step }) => ({ slot: step.output, inner: 1 }));
  const all = [...members.flatMap(readsOf), ...writes];
  if (new Set(all.map(({ slot }) => addressOf(slot))).size > MOST_SLOTS) return false;
  return writes.every((write) => all.every((other) => isSamePlace(write, other) || areApart(write.slot, other.slot)));
}

function addressOf({ region, byteOffset }: Slot): string {
  return `${region} ${byteOffset}`;
}

function isSamePlace(a: Read, b: Read): boolean {
  return addressOf(a.slot) === addressOf(b.slot) && a.inner === b.inner;
}

function areApart(a: Slot, b: Slot): boolean {
  const endOf = ({ byteOffset, shape }: Slot): number => byteOffset + 4 * sizeOf(shape);
  return a.region !== b.region || endOf(a) <= b.byteOffset || endOf(b) <= a.byteOffset;
}

function asOne(members: readonly Member[]): ServedStep[] {
  const kernel = mergedKernel(members);
  return members.map(({ step, name }, index) => ({
    step,
    name,
    served: { kernels: index === 0 ? [kernel] : [] },
  }));
}

/** A step's inputs as values of the merged kernel: those that it reads, then the results of its steps. */
interface Call {
  readonly elementwise: Elementwise;
  readonly values: readonly { readonly of: "inputs" | "results"; readonly index: number }[];
}

function mergedKernel(members: readonly Member[]): Kernel {
  const inputs: Read[] = [];
  const places = new Map<string, Call["values"][number]>();
  const calls = members.map((member, index): Call => {
    const values = readsOf(member).map((read) => {
      const address = addressOf(read.slot);
      if (!places.has(address)) places.set(address, { of: "inputs", index: inputs.push(read) - 1 });
      return places.get(address)!;
    });
    places.set(addressOf(member.step.output), { of: "results", index });
    return { elementwise: member.elementwise, values };
  });
  const formulas = calls.map(
    ({ elementwise, values }): Formula =>
      (all) =>
        elementwise.f(values.map(({ of, index }) => all[of === "inputs" ? index : inputs.length + index]!)),
  );
  const layout = {
    outer: 1,
    middle: 1,
    length: members[0]!.elementwise.layout.length,
    inputs: inputs.map(({ inner }) => ({ outer: 0, middle: 0, inner })),
  };
  const name = calls.map(({ elementwise, values }) => `${elementwise.key} ${JSON.stringify(values)}`).join("; ");
  const operands = [...inputs.map(({ slot }) => slot), ...members.map(({ step }) => step.output)];
  return rowsKernel(layout, name, operands, ...formulas);
}
