// Which kernels of a backend serve which op. A table covers every op of linnet's own, and the op types its entry.

import type { Slot, Step } from "../graph/plan.js";
import type { OwnOpName } from "../tensor/ops/ownOps.js";
import type { OpDefinition } from "../tensor/tensor.js";

/** A step of a known op. */
export interface OpStep<A extends object, Inputs extends readonly string[]> {
  readonly attributes: A;
  /** A slot for each input of the op, in order. */
  readonly inputs: { readonly [Index in keyof Inputs]: Slot };
  readonly output: Slot;
}

type AnyStep = OpStep<object, readonly string[]>;

/**
 * Makes the kernel of a step. A table looks makers up by the op of the step that they are given, so one for a known op may
 * stand where any step is expected: a method's parameter allows that.
 */
export type Maker<Site, Kernel> = { make(site: Site): Kernel }["make"];

interface NamedMaker<Kernel, Context extends object> {
  /** For `servedBy`. */
  readonly name: string;
  readonly make: Maker<AnyStep & Context, Kernel | null>;
}

/** What a backend has for one op. */
export interface KernelEntry<Kernel, Context extends object = object, Name extends string = string> {
  readonly op: OpDefinition<object, readonly string[], Name>;
  /** Tried one after the other; none if the op's own loop always runs. */
  readonly makers: readonly NamedMaker<Kernel, Context>[];
  /** Which steps are left to the op's own loop, and why; null if there are none. */
  readonly plain: string | null;
  /** Whether its kernels look at how their slots are stored; others are made for float32. Default: false. */
  readonly int8?: boolean;
}

/** One entry an op: it does not compile if one of linnet's own ops is missing or has another's name. */
export type KernelRecord<Kernel, Context extends object = object> = {
  readonly [Name in CheckedName]: KernelEntry<Kernel, Context, Name>;
};

/** An op in the list whose name is any string would let every record pass: then no name at all fits. */
type CheckedName = string extends OwnOpName ? never : OwnOpName;

/** The entries by op. Ops defined elsewhere have none. */
export type KernelTable<Kernel = unknown, Context extends object = object> = ReadonlyMap<
  OpDefinition,
  KernelEntry<Kernel, Context>
>;

export function kernelTable<Kernel, Context extends object>(
  record: KernelRecord<Kernel, Context>,
): KernelTable<Kernel, Context> {
  return tableOf<Kernel, Context>(Object.values(record));
}

/** A table of some ops, for plans that have no others. */
export function tableOf<Kernel, Context extends object>(
  entries: readonly KernelEntry<Kernel, Context>[],
): KernelTable<Kernel, Context> {
  return new Map(entries.map((entry) => [entry.op, entry]));
}

/** The ways in which a backend's kernels of one kind serve ops; `Context` is what they get besides the step. */
export function kernelEntries<Kernel, Context extends object = object>() {
  return {
    /** One kernel for every step of an op, called as the op is. */
    serve: <A extends object, Inputs extends readonly string[], Name extends string>(
      op: OpDefinition<A, Inputs, Name>,
      make: Maker<OpStep<A, Inputs> & Context, Kernel>,
    ): KernelEntry<Kernel, Context, Name> => ({ op, makers: [{ name: op.name, make }], plain: null }),

    /** Kernels for some steps of an op, by name in the order in which they are tried; `plain` names the steps left to its loop. */
    servePartly: <A extends object, Inputs extends readonly string[], Name extends string>(
      op: OpDefinition<A, Inputs, Name>,
      plain: string,
      makers: { readonly [name: string]: Maker<OpStep<A, Inputs> & Context, Kernel | null> },
    ): KernelEntry<Kernel, Context, Name> => ({
      op,
      makers: Object.entries(makers).map(([name, make]) => ({ name, make })),
      plain,
    }),
  };
}

/** No kernel: the op's own loop runs on the same memory, for the given reason. */
export function plainLoop<Name extends string>(
  op: OpDefinition<object, readonly string[], Name>,
  reason: string,
): KernelEntry<never, object, Name> {
  return { op, makers: [], plain: reason };
}

/** The kernel that serves a step; null if the op's own loop must, as for an op that the table does not know. */
export function kernelFor<Kernel, Context extends object>(
  table: KernelTable<Kernel, Context>,
  step: Step,
  context: Context,
): { readonly name: string; readonly kernel: Kernel } | null {
  const entry = table.get(step.op);
  const isStoredOtherwise = [...step.inputs, step.output].some(({ type }) => type !== "float32");
  if (entry === undefined || (isStoredOtherwise && entry.int8 !== true)) return null;
  for (const { name, make } of entry.makers) {
    const kernel = make({ ...step, ...context });
    if (kernel !== null) return { name, kernel };
  }
  return null;
}
