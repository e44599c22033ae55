// Elementwise steps become the tail of the kernel before them: each is one shader less, and one pass less over memory.

import type { Step } from "../../graph/plan.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Tail } from "./kernels/kernel.js";
import { formulaOf, RegisterTail, type TailInput, tailKind, takesTail } from "./kernels/tail.js";
import { countReads, type Source, type ValueStep, type Values } from "./values.js";

/** A step with those that it takes along, run where the last of them stood. */
export interface MergedStep {
  readonly step: Step;
  readonly tail: Tail;
  /** The step's own inputs, and then the tail's. */
  readonly reads: readonly Source[];
  readonly writes: number;
  /** How many steps of the plan it stands for. */
  readonly members: readonly number[];
}

/** So many steps are looked at for a tail. */
const FARTHEST = 12;
/** Storage buffers that every WebGPU device binds at once, less the output's. */
const MOST_READS = 7;

export function mergeSteps(values: Values): MergedStep[] {
  const reads = countReads(values);
  const taken = new Set<number>();
  const merged: MergedStep[] = [];
  values.steps.forEach((head, at) => {
    if (taken.has(at)) return;
    const members = takesTail(head.step.op) ? membersFrom(values, at, { taken, reads }) : [at];
    for (const member of members) taken.add(member);
    merged.push(mergeInto(values, members));
  });
  return merged.sort((a, b) => a.members.at(-1)! - b.members.at(-1)!);
}

interface Search {
  readonly taken: ReadonlySet<number>;
  /** How often each value is read. */
  readonly reads: readonly number[];
}

/** The longest row of steps from `at` on of which nobody else reads a value but the last's. */
function membersFrom({ steps }: Values, at: number, { taken, reads }: Search): number[] {
  const head = steps[at]!;
  const made = new Map([[head.writes, 0]]);
  const members = [at];
  const outside = new Set<string>();
  let closed = [at];
  for (let next = at + 1; next < Math.min(steps.length, at + FARTHEST); next += 1) {
    const { step, reads: sources, writes } = steps[next]!;
    const inner = sources.filter((source) => "value" in source && made.has(source.value));
    if (taken.has(next) || inner.length === 0 || !fitsTail(head, steps[next]!, made)) continue;
    for (const source of sources) if (!inner.includes(source)) outside.add(keyOf(source));
    if (head.reads.length + outside.size > MOST_READS || formulaOf(step.op) === null) break;
    for (const source of inner) if ("value" in source) made.set(source.value, made.get(source.value)! + 1);
    made.set(writes, 0);
    members.push(next);
    const isClosed = [...made].every(([value, count]) => value === writes || count === reads[value]);
    if (isClosed) closed = [...members];
  }
  return closed;
}

const keyOf = (source: Source): string => ("value" in source ? `v${source.value}` : `c${source.constant}`);

/** Whether a step can be computed element by element beside the head's. */
function fitsTail(head: ValueStep, { step, reads }: ValueStep, made: ReadonlyMap<number, number>): boolean {
  const { output } = head.step;
  if (formulaOf(step.op) === null || tailKind(step.output, output) !== "element") return false;
  return step.inputs.every((slot, index) => {
    const source = reads[index]!;
    const kind = tailKind(slot, output);
    return kind === "element" || (kind !== null && !("value" in source && made.has(source.value)));
  });
}

function mergeInto({ steps }: Values, members: readonly number[]): MergedStep {
  const head = steps[members[0]!]!;
  const reads = [...head.reads];
  const made = new Map<number, number>([[head.writes, 0]]);
  const tail = members.slice(1).map((member, position) => {
    const { step, reads: sources, writes } = steps[member]!;
    const formula = formulaOf(step.op);
    if (formula === null) throw new LinnetError(`webgpu backend: ${step.op.name} is not computed element by element`);
    const inputs = sources.map((source, index): number | TailInput => {
      const inner = "value" in source ? made.get(source.value) : undefined;
      if (inner !== undefined) return inner;
      const known = reads.findIndex((other, place) => place >= head.reads.length && keyOf(other) === keyOf(source));
      const place = known >= 0 ? known : reads.push(source) - 1;
      const slot = step.inputs[index]!;
      return { slot, index: place, kind: tailKind(slot, head.step.output)! };
    });
    made.set(writes, position + 1);
    return { formula, attributes: step.attributes, inputs };
  });
  const writes = steps[members.at(-1)!]!.writes;
  return { step: head.step, tail: new RegisterTail(tail), reads, writes, members };
}
