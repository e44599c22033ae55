// Sums over the rows of a table: one sum a column, of what a formula makes of each row.
//
// Rows are cut into blocks of a fixed size, and blocks into chunks; every block's sums are stored, and then added in chunks
// too. So threads can share the blocks and the result has the same bits, as the order depends on shapes alone, and no sum
// of float32 gets so long that it loses digits.

import type { Slot } from "../../../graph/plan.js";
import { meanOp, type Reduction, sumOp } from "../../../tensor/ops/reduce.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { f32x4, type Integer, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import {
  advance,
  choose,
  counters,
  type FunctionBuilder,
  forLoop,
  type Local,
  sequence,
} from "../assembler/function.js";
import {
  type Kernel,
  type KernelBody,
  type Operand,
  ScratchSpace,
  type Served,
  servePartly,
  type Table,
} from "../kernel.js";
import { addressAt, allParts, constant, forParts, groupAt, LANES, loadLanes, storeLanes } from "./lanes.js";

export const BLOCK_ROWS = 128;
/** Numbers that are added one by one before their sum is added to the others'. */
export const CHUNK = 16;

export interface RowSum {
  /** Identifies the formulas in keys. */
  readonly name: string;
  readonly table: Table;
  /** The arguments of `terms`: tensors of the table's shape, then vectors as long as a row. */
  readonly tensors: readonly Operand[];
  readonly vectors: readonly Operand[];
  /** What is summed: one sum for each. */
  readonly terms: readonly ((values: readonly V128[]) => V128)[];
  /** From a column's totals and its numbers in the vectors to the result. */
  readonly finish: (totals: readonly V128[], vectors: readonly V128[]) => V128;
  readonly output: Operand;
}

export function sumRows(sum: RowSum, scratch: ScratchSpace): readonly Kernel[] {
  const { table, tensors, vectors, output } = sum;
  const blocks = Math.ceil(table.rows / BLOCK_ROWS);
  const partial = scratch.take(table.outer * blocks * sum.terms.length * table.columns);
  const shape = `${table.outer}x${table.rows}x${table.columns}`;
  return [
    {
      key: `partial sums ${sum.name} ${shape}`,
      operands: [...tensors, ...vectors, partial],
      units: table.outer * blocks,
      write: (body) => writePartial(sum, blocks, body),
    },
    {
      key: `total sums ${sum.name} ${shape}`,
      operands: [partial, ...vectors, output],
      units: table.outer * Math.ceil(table.columns / LANES),
      write: (body) => writeTotals(sum, blocks, body),
    },
  ];
}

/** A unit is a block of rows; its sums are rows of `partial`, one after the other. */
function writePartial({ table, tensors, vectors, terms }: RowSum, blocks: number, body: KernelBody): void {
  const { builder, addresses, from, to } = body;
  const { rows, columns } = table;
  const [unit, block, end, group] = counters(builder, 4);
  const partial = addresses[addresses.length - 1]!;
  const pointers = tensors.map(() => builder.local("i32"));
  const values = addresses.slice(0, -1).map(() => builder.local("v128"));
  const sums = sumsOf(terms.length, builder);
  const first = i32.add(i32.multiply(i32.divideUnsigned(unit, blocks), rows), i32.multiply(block, BLOCK_ROWS));
  const columnsOf = (lanes: number): Statement =>
    sequence(
      ...pointers.map((pointer, index) =>
        pointer.set(groupAt(addressAt(addresses[index]!, first, 4 * columns), group)),
      ),
      ...vectors.map((_, index) => {
        const place = tensors.length + index;
        return values[place]!.set(loadLanes(groupAt(addresses[place]!, group), lanes));
      }),
      sums.add(
        end,
        () => sequence(...pointers.map((pointer, index) => values[index]!.set(loadLanes(pointer, lanes)))),
        (index) => terms[index]!(values),
        () => sequence(...pointers.map((pointer) => advance(pointer, 4 * columns))),
      ),
      ...sums.totals.map((total, index) =>
        storeLanes(
          groupAt(addressAt(partial, unit, 4 * terms.length * columns), group),
          total,
          lanes,
          4 * index * columns,
        ),
      ),
    );
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      block.set(i32.remainderUnsigned(unit, blocks)),
      end.set(i32.minimumUnsigned(i32.subtract(rows, i32.multiply(block, BLOCK_ROWS)), BLOCK_ROWS)),
      forParts(group, allParts(columns), columnsOf),
    ),
  );
}

/** A unit is four columns of one table. */
export function writeTotals(
  { table, vectors, terms, finish }: Omit<RowSum, "name" | "tensors" | "output">,
  blocks: number,
  body: KernelBody,
): void {
  const { builder, addresses, from, to } = body;
  const { columns } = table;
  const blockBytes = 4 * terms.length * columns;
  const [partial, ...rest] = addresses as [Local<"i32">, ...Local<"i32">[]];
  const output = rest[rest.length - 1]!;
  const groups = Math.ceil(columns / LANES);
  const [unit, group, outer, pointer] = counters(builder, 4);
  const values = vectors.map(() => builder.local("v128"));
  const result = builder.local("v128");
  const sums = sumsOf(terms.length, builder);
  const total = (lanes: number): Statement =>
    sequence(
      pointer.set(groupAt(addressAt(partial, outer, blocks * blockBytes), group)),
      sums.add(
        blocks,
        () => sequence(),
        (index) => loadLanes(pointer, lanes, 4 * index * columns),
        () => advance(pointer, blockBytes),
      ),
      ...values.map((value, index) => value.set(loadLanes(groupAt(rest[index]!, group), lanes))),
      result.set(finish(sums.totals, values)),
      storeLanes(groupAt(addressAt(output, outer, 4 * columns), group), result, lanes),
    );
  const setPlace = sequence(
    outer.set(i32.divideUnsigned(unit, groups)),
    group.set(i32.remainderUnsigned(unit, groups)),
  );
  const narrow = columns % LANES;
  const lastGroup = i32.equal(group, groups - 1);
  const write = narrow === 0 ? total(LANES) : choose(lastGroup, total(narrow), total(LANES));
  builder.emit(forLoop(unit, { from, to, step: 1 }, setPlace, write));
}

/** Sums of `count` terms a round, in chunks. */
function sumsOf(count: number, builder: FunctionBuilder) {
  const locals = (): Local<"v128">[] => Array.from({ length: count }, () => builder.local("v128"));
  const [totals, parts] = [locals(), locals()];
  const [chunk, round, end] = counters(builder, 3);
  const clear = (sums: readonly Local<"v128">[]): Statement => sequence(...sums.map((sum) => sum.set(v128.zero)));
  return {
    totals,
    /** Sets the totals to the sums over the rounds before `rounds`; each begins with `before` and ends with `after`. */
    add: (rounds: Integer, before: () => Statement, term: (index: number) => V128, after: () => Statement): Statement =>
      sequence(
        clear(totals),
        forLoop(
          chunk,
          { from: 0, to: rounds, step: CHUNK },
          clear(parts),
          end.set(i32.minimumUnsigned(i32.add(chunk, CHUNK), rounds)),
          forLoop(
            round,
            { from: chunk, to: end, step: 1 },
            before(),
            ...parts.map((part, index) => part.set(f32x4.add(part, term(index)))),
            after(),
          ),
          ...totals.map((sum, index) => sum.set(f32x4.add(sum, parts[index]!))),
        ),
      ),
  };
}

/** A tensor as tables, if the axes to reduce are adjacent and exclude the last; else null. */
export function tableOf(shape: Shape, axes: readonly number[]): Table | null {
  const first = axes[0] ?? 0;
  const together = axes.every((axis, index) => axis === first + index);
  const next = first + axes.length;
  if (!together || axes.length === 0 || next >= shape.length) return null;
  return {
    outer: sizeOf(shape.slice(0, first)),
    rows: sizeOf(shape.slice(first, next)),
    columns: sizeOf(shape.slice(next)),
  };
}

/** All axes but the last. */
export function channelTable(shape: Shape): Table {
  const columns = shape[shape.length - 1]!;
  return { outer: 1, rows: sizeOf(shape) / columns, columns };
}

interface ReductionStep {
  readonly attributes: Reduction;
  readonly inputs: readonly [x: Slot];
  readonly output: Slot;
}

function reduce(
  name: string,
  { attributes, inputs: [x], output }: ReductionStep,
  finish: (total: V128, rows: number) => V128,
): Served | null {
  const table = tableOf(x.shape, attributes.axes);
  if (table === null) return null;
  const sum: RowSum = {
    name,
    table,
    tensors: [x],
    vectors: [],
    terms: [([value]) => value!],
    finish: ([total]) => finish(total!, table.rows),
    output,
  };
  return { kernels: sumRows(sum, new ScratchSpace()) };
}

export const PLAIN = "axes that do not stand together, or the last one: only rows are summed yet";

export const sum = servePartly(sumOp, PLAIN, { sumRows: (step) => reduce("sum", step, (total) => total) });
export const mean = servePartly(meanOp, PLAIN, {
  meanRows: (step) => reduce("mean", step, (total, rows) => f32x4.divide(total, constant(rows))),
});
