// Neighboring kernels that each go over the rows of one table, as one that takes some rows through all of them: what one makes is
// still in the cache when the next reads it.

import { sizeOf } from "../../../tensor/shape.js";
import { i32, type Statement, select } from "../assembler/expression.js";
import { forLoop } from "../assembler/function.js";
import type { Kernel, KernelBody, Operand, RowsOfKernel } from "../kernel.js";
import type { ServedStep } from "./mergeElementwise.js";
import { addressOf, areApart } from "./places.js";

/** What the kernels of a chain touch of some rows stays in the second-level cache. */
const BLOCK_BYTES = 256 * 1024;
/** With fewer blocks, threads could not share them evenly. */
const FEWEST_BLOCKS = 8;

/** The same steps; the first of each chain has the kernels of all, and the others have none. */
export function chainRows(steps: readonly ServedStep[]): ServedStep[] {
  const chained: ServedStep[] = [];
  let chain = new Chain();
  for (const current of steps) {
    if (chain.add(current)) continue;
    chained.push(...chain.asOne());
    chain = new Chain();
    if (!chain.add(current)) chained.push(current);
  }
  return [...chained, ...chain.asOne()];
}

interface RowKernel extends Kernel {
  readonly rows: RowsOfKernel;
}

function isRowKernel(kernel: Kernel): kernel is RowKernel {
  return kernel.rows !== undefined;
}

class Chain {
  readonly #steps: ServedStep[] = [];
  readonly #before: Kernel[] = [];
  readonly #links: RowKernel[] = [];
  readonly #after: Kernel[] = [];
  #scratchBytes = 0;

  /** Whether the step fits behind the others. */
  add(served: ServedStep): boolean {
    const own = served.served?.kernels;
    if (own === undefined) return false;
    if (own.length > 0) {
      const moved = own.map((kernel) => behind(kernel, this.#scratchBytes));
      if (this.#after.length > 0 || !this.#addKernels(moved, addressOf(served.step.output))) return false;
      this.#scratchBytes = Math.max(this.#scratchBytes, ...moved.flatMap(({ operands }) => operands.map(scratchEnd)));
    }
    this.#steps.push(served);
    return true;
  }

  /** First what can be done before the chain, then rows, then what must wait for all of them. */
  #addKernels(kernels: readonly Kernel[], output: string): boolean {
    const first = kernels.findIndex(isRowKernel);
    if (first === -1) return false;
    const before = kernels.slice(0, first);
    const end = kernels.findIndex((kernel, index) => index > first && !isRowKernel(kernel));
    const links = kernels.slice(first, end === -1 ? kernels.length : end).filter(isRowKernel);
    const written = this.#links.flatMap(({ rows, operands }) => rows.written.map((index) => operands[index]!));
    const early = before.flatMap(({ operands }) => operands);
    if (early.some((operand) => addressOf(operand) === output || !written.every((other) => areApart(operand, other))))
      return false;
    const all = [...this.#links];
    for (const link of links) {
      if (!all.every((other) => mayFollow(link, other))) return false;
      all.push(link);
    }
    if (all.length > 1 && blocksOf(all) === null) return false;
    this.#before.push(...before);
    this.#links.push(...links);
    this.#after.push(...(end === -1 ? [] : kernels.slice(end)));
    return true;
  }

  asOne(): readonly ServedStep[] {
    const blocks = this.#links.length > 1 ? blocksOf(this.#links) : null;
    if (blocks === null) return this.#steps;
    const kernels = [...this.#before, chainKernel(this.#links, blocks), ...this.#after];
    const first = this.#steps.findIndex(({ served }) => served!.kernels.length > 0);
    return this.#steps.map(({ step, name }, index) => ({
      step,
      name,
      served: { kernels: index === first ? kernels : [] },
    }));
  }
}

/** The kernel with its scratch behind that of the steps before. */
function behind(kernel: Kernel, bytes: number): Kernel {
  const move = (operand: Operand): Operand =>
    operand.region === "scratch" ? { ...operand, byteOffset: operand.byteOffset + bytes } : operand;
  return bytes === 0 ? kernel : { ...kernel, operands: kernel.operands.map(move) };
}

function scratchEnd(operand: Operand): number {
  return operand.region === "scratch" ? operand.byteOffset + Math.ceil(operand.bytes / 64) * 64 : 0;
}

/** Whether a row of the second is ready, and still there, when the first has done that row and no later one. */
function mayFollow(second: RowKernel, first: RowKernel): boolean {
  if (second.rows.count !== first.rows.count) return false;
  return second.operands.every((operand, index) =>
    first.operands.every((other, otherIndex) => {
      if (!second.rows.written.includes(index) && !first.rows.written.includes(otherIndex)) return true;
      if (areApart(operand, other)) return true;
      const bothByRow = second.rows.local.includes(index) && first.rows.local.includes(otherIndex);
      return bothByRow && addressOf(operand) === addressOf(other) && elementsOf(operand) === elementsOf(other);
    }),
  );
}

function elementsOf(operand: Operand): number {
  return "shape" in operand ? sizeOf(operand.shape) : -1;
}

interface Blocks {
  readonly count: number;
  /** Rows of each but the last, which has the rest. */
  readonly rows: number;
}

/** Null if there would be too few. */
function blocksOf(links: readonly RowKernel[]): Blocks | null {
  const count = links[0]!.rows.count;
  const smallest = links.map(({ rows }) => rows.perUnit).reduce(leastCommonMultiple);
  const tensors = links.flatMap(({ rows, operands }) => rows.local.map((index) => operands[index]!));
  const elements = tensors.reduce((total, operand) => total + Math.max(0, elementsOf(operand)), 0);
  const fitting = (BLOCK_BYTES * count) / (4 * elements);
  const rows =
    smallest * Math.max(1, Math.min(Math.floor(fitting / smallest), Math.floor(count / FEWEST_BLOCKS / smallest)));
  const blocks = Math.floor(count / rows);
  return blocks < FEWEST_BLOCKS ? null : { count: blocks, rows };
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/** A unit is a block. */
function chainKernel(links: readonly RowKernel[], blocks: Blocks): Kernel {
  return {
    key: `chain ${blocks.rows}: ${links.map(({ key, numbers }) => `${key} ${numbers}`).join("; ")}`,
    operands: links.flatMap(({ operands }) => operands),
    units: blocks.count,
    parts: links,
    write: (body) => writeChain(links, blocks, body),
  };
}

function writeChain(
  links: readonly RowKernel[],
  blocks: Blocks,
  { builder, addresses, from, to, call }: KernelBody,
): void {
  const unit = builder.local("i32");
  const isLast = i32.equal(unit, blocks.count - 1);
  let place = 0;
  const calls = links.map((link): Statement => {
    const own = addresses.slice(place, place + link.operands.length);
    place += own.length;
    const units = blocks.rows / link.rows.perUnit;
    const first = i32.multiply(unit, units);
    return call(link, own, first, select(link.units, i32.add(first, units), isLast));
  });
  builder.emit(forLoop(unit, { from, to, step: 1 }, ...calls));
}
