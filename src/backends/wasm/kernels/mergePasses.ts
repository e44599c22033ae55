// Adjacent steps on the rows of one table as one pass over them: a batch norm with its activation, say, or an activation's
// gradient with the sums that are taken of it.

import { sizeOf } from "../../../tensor/shape.js";
import {
  type Formula,
  type Kernel,
  type Operand,
  type RowPass,
  type RowStep,
  ScratchSpace,
  type Table,
} from "../kernel.js";
import { isFlat } from "./elementwise.js";
import type { ServedStep } from "./mergeElementwise.js";
import { addressOf, areApart } from "./places.js";
import { passKernels } from "./rowPass.js";

/** Steps of a pass. */
const MOST_STEPS = 6;
/** Tensors and vectors of a pass: this many fit the registers. */
const MOST_VALUES = 12;

/** The same steps; the first of each merged run has the kernels of all, and the others have none. */
export function mergePasses(steps: readonly ServedStep[]): ServedStep[] {
  const merged: ServedStep[] = [];
  let run: ServedStep[] = [];
  const endRun = (): void => {
    merged.push(...asOne(run));
    run = [];
  };
  for (const current of steps) {
    if (!mayBeOne([...run, current])) endRun();
    run.push(current);
  }
  endRun();
  return merged;
}

/** Elementwise steps alone may become part of a pass that follows. */
function mayBeOne(steps: readonly ServedStep[]): boolean {
  if (steps.length > MOST_STEPS) return false;
  const table = tableOf(steps);
  if (table !== null) return merge(steps, table) !== null;
  const [first] = steps;
  return steps.every((step) => isElementwise(step) && lengthOf(step) === lengthOf(first!));
}

function asOne(steps: readonly ServedStep[]): readonly ServedStep[] {
  const table = tableOf(steps);
  if (table === null || steps.length < 2) return steps;
  const scratch = new ScratchSpace();
  const { before, pass } = merge(steps, table, scratch)!;
  const kernels = [...before, ...passKernels(pass, scratch)];
  return steps.map(({ step, name }, index) => ({ step, name, served: { kernels: index === 0 ? kernels : [] } }));
}

/** That of the first step that has one. */
function tableOf(steps: readonly ServedStep[]): Table | null {
  const first = steps.find(({ served }) => served?.rowStep !== undefined);
  return first?.served?.rowStep?.(new ScratchSpace()).pass.table ?? null;
}

/** Whether every input has a number for each element. */
function isElementwise({ served }: ServedStep): boolean {
  const layout = served?.elementwise?.layout;
  return layout !== undefined && isFlat(layout) && layout.inputs.every(({ inner }) => inner === 1);
}

function lengthOf({ step }: ServedStep): number {
  return sizeOf(step.output.shape);
}

/** A step as a pass over the rows of a table; null if it is none. */
function rowStepOf(served: ServedStep, table: Table, scratch: ScratchSpace): RowStep | null {
  const own = served.served?.rowStep?.(scratch) ?? null;
  if (own !== null) return sameTable(own.pass.table, table) ? own : null;
  if (!isElementwise(served) || lengthOf(served) !== table.outer * table.rows * table.columns) return null;
  const { key, f } = served.served!.elementwise!;
  const { inputs, output } = served.step;
  const pass = {
    name: key,
    table,
    tensors: inputs,
    vectors: [],
    made: [{ formula: f, output }],
    terms: [],
    results: [],
  };
  return { before: [], pass };
}

function sameTable(a: Table, b: Table): boolean {
  return a.outer === b.outer && a.rows === b.rows && a.columns === b.columns;
}

function merge(steps: readonly ServedStep[], table: Table, scratch = new ScratchSpace()): RowStep | null {
  const merger = new Merger();
  for (const served of steps) {
    const rowStep = rowStepOf(served, table, scratch);
    if (rowStep === null || !merger.add(rowStep)) return null;
  }
  return merger.result(table);
}

/** A value of a merged pass, before its place among the others is known. */
interface Value {
  readonly of: "tensors" | "vectors" | "made";
  readonly index: number;
}

/** A formula of a pass, and where its arguments are now. */
interface Call {
  readonly formula: Formula;
  readonly values: readonly Value[];
}

/** Puts passes one after the other into one, as long as each reads what it would read alone. */
class Merger {
  readonly #names: string[] = [];
  readonly #before: Kernel[] = [];
  readonly #tensors: Operand[] = [];
  readonly #vectors: Operand[] = [];
  readonly #made: (Call & { readonly output: Operand | null })[] = [];
  readonly #terms: Call[] = [];
  readonly #results: RowPass["results"][number][] = [];
  /** The tensors by where they lie, the latest at each place. */
  readonly #places = new Map<string, Value>();
  readonly #written: Operand[] = [];

  /** Whether the pass fits behind the others. */
  add({ before, pass: { name, tensors, vectors, made, terms, results } }: RowStep): boolean {
    const apart = [...vectors, ...before.flatMap(({ operands }) => operands)];
    const read = tensors.filter((tensor) => !this.#places.has(addressOf(tensor)));
    if (!areAllApart([...apart, ...read], this.#written)) return false;
    this.#before.push(...before);
    for (const tensor of read) this.#place(tensor, { of: "tensors", index: this.#tensors.push(tensor) - 1 });
    const values = [
      ...tensors.map((tensor) => this.#places.get(addressOf(tensor))!),
      ...vectors.map((vector): Value => ({ of: "vectors", index: placeIn(this.#vectors, vector) })),
    ];
    for (const { formula, output } of made) {
      if (output !== null && !this.#mayWrite(output)) return false;
      const index = this.#made.push({ formula, output, values: [...values] }) - 1;
      values.push({ of: "made", index });
      if (output !== null) this.#place(output, { of: "made", index });
      if (output !== null) this.#written.push(output);
    }
    const firstTerm = this.#terms.length;
    this.#terms.push(...terms.map((formula) => ({ formula, values })));
    for (const { finish, output } of results) {
      if (!areAllApart([output], [...this.#tensors, ...this.#vectors, ...this.#written])) return false;
      const own = vectors.map((vector) => placeIn(this.#vectors, vector));
      this.#results.push({
        finish: (totals, given) =>
          finish(
            totals.slice(firstTerm, firstTerm + terms.length),
            own.map((index) => given[index]!),
          ),
        output,
      });
      this.#written.push(output);
    }
    this.#names.push(`${name} ${values.map(({ of, index }) => `${of}${index}`).join()}`);
    return this.#tensors.length + this.#vectors.length + this.#made.length <= MOST_VALUES;
  }

  result(table: Table): RowStep {
    const starts = { tensors: 0, vectors: this.#tensors.length, made: this.#tensors.length + this.#vectors.length };
    const moved =
      ({ formula, values }: Call): Formula =>
      (all) =>
        formula(values.map(({ of, index }) => all[starts[of] + index]!));
    const isLast = (output: Operand, index: number): boolean =>
      this.#made
        .slice(index + 1)
        .every((later) => later.output === null || addressOf(later.output) !== addressOf(output));
    const pass = {
      ...{
        name: this.#names.join("; "),
        table,
        tensors: this.#tensors,
        vectors: this.#vectors,
        results: this.#results,
      },
      made: this.#made.map((call, index) => {
        const { output } = call;
        return { formula: moved(call), output: output !== null && isLast(output, index) ? output : null };
      }),
      terms: this.#terms.map(moved),
    };
    return { before: this.#before, pass };
  }

  #place(tensor: Operand, value: Value): void {
    this.#places.set(addressOf(tensor), value);
  }

  /** A tensor may go where a tensor lies, row for row, and else must be apart from all that is used. */
  #mayWrite(output: Operand): boolean {
    const others = [...this.#tensors, ...this.#written].filter((tensor) => addressOf(tensor) !== addressOf(output));
    return areAllApart([output], [...others, ...this.#vectors]);
  }
}

function areAllApart(some: readonly Operand[], others: readonly Operand[]): boolean {
  return some.every((one) => others.every((other) => areApart(one, other)));
}

/** The index of an operand in a list, to which it is added if it is not there. */
function placeIn(operands: Operand[], operand: Operand): number {
  const index = operands.findIndex((other) => addressOf(other) === addressOf(operand));
  return index === -1 ? operands.push(operand) - 1 : index;
}
