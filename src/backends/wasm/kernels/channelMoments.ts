// The mean and the variance of each channel, from one way over the numbers.
//
// Rows are cut into blocks of a fixed size, as in `reduce.ts`. A block has a number r near its own, the mean of its first rows, and
// sums of distances from it: s = sum(x - r) and q = sum((x - r)^2). Then, with n rows a block and N in all,
//   mean = r0 + sum(n (r - r0) + s) / N
//   variance = (sum(q - s^2 / n) + sum(n d^2) - sum(n d)^2 / N) / N, with d = (r - mean) + s / n
// whose last term takes off again what the mean was rounded by. Distances are small however far from zero the data are, and however far an
// outlier: q is at most some times what it leaves of s^2 / n.

import type { Slot } from "../../../graph/plan.js";
import { f32, f32x4, type I32, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import type { Kernel, KernelBody, Operand, ScratchSpace, Table } from "../kernel.js";
import { addressAt, allParts, constant, forParts, groupAt, LANES, loadLanes, storeLanes } from "./lanes.js";
import { BLOCK_ROWS, CHUNK, channelTable } from "./reduce.js";

const { add, subtract, multiply, divide } = f32x4;

/** Where a block's numbers lie, in rows of its part of the memory. */
const [NEAR, SUM, SQUARES] = [0, 1, 2];
const NUMBERS = 3;

export interface Moments {
  readonly kernel: Kernel;
  mean(output: Slot): Kernel;
  variance(mean: Slot, output: Slot): Kernel;
}

/** The way over the numbers, and the kernels that make results of it. */
export function channelMoments(x: Slot, scratch: ScratchSpace): Moments {
  const table = channelTable(x.shape);
  const blocks = Math.ceil(table.rows / BLOCK_ROWS);
  const partial = scratch.take(blocks * NUMBERS * table.columns);
  const shape = `${table.rows}x${table.columns}`;
  const ofTotals = (name: string, operands: readonly Operand[], write: Kernel["write"]): Kernel => ({
    key: `${name} of moments ${shape}`,
    operands: [partial, ...operands],
    units: Math.ceil(table.columns / LANES),
    write,
  });
  return {
    kernel: {
      key: `moments ${shape}`,
      operands: [x, partial],
      units: blocks,
      rows: { count: table.rows, perUnit: BLOCK_ROWS, local: [0, 1], written: [1] },
      write: (body) => writeBlocks(table, body),
    },
    mean: (output) => ofTotals("mean", [output], (body) => writeMean(table, body)),
    variance: (mean, output) => ofTotals("variance", [mean, output], (body) => writeVariance(table, body)),
  };
}

/** A unit is a block; chunk by chunk, so that a chunk is in the cache when its next columns are read. */
function writeBlocks({ rows, columns }: Table, { builder, addresses, from, to }: KernelBody): void {
  const [x, partial] = addresses as [Local<"i32">, Local<"i32">];
  const [unit, rowsHere, chunk, end, round, group, pointer, numbers] = counters(builder, 8);
  const vector = () => builder.local("v128");
  const [near, sum, squares, distance] = [vector(), vector(), vector(), vector()];
  const rowBytes = 4 * columns;
  const block = i32.multiply(unit, BLOCK_ROWS);
  const overRows = (...body: readonly Statement[]): Statement =>
    sequence(
      pointer.set(groupAt(addressAt(x, i32.add(block, chunk), rowBytes), group)),
      forLoop(round, { from: chunk, to: end, step: 1 }, ...body, advance(pointer, rowBytes)),
    );
  const setNumbers = numbers.set(groupAt(addressAt(partial, unit, NUMBERS * rowBytes), group));
  const begin = (lanes: number): Statement =>
    sequence(
      setNumbers,
      sum.set(v128.zero),
      overRows(sum.set(add(sum, loadLanes(pointer, lanes)))),
      near.set(divide(sum, f32x4.splat(f32.fromUnsigned(end)))),
      storeLanes(numbers, near, lanes),
      sum.set(v128.zero),
      ...[SUM, SQUARES].map((number) => storeLanes(numbers, sum, lanes, number * rowBytes)),
    );
  const addChunk = (lanes: number): Statement =>
    sequence(
      setNumbers,
      near.set(loadLanes(numbers, lanes)),
      sum.set(v128.zero),
      squares.set(v128.zero),
      overRows(
        distance.set(subtract(loadLanes(pointer, lanes), near)),
        sum.set(add(sum, distance)),
        squares.set(add(squares, multiply(distance, distance))),
      ),
      sum.set(add(loadLanes(numbers, lanes, SUM * rowBytes), sum)),
      squares.set(add(loadLanes(numbers, lanes, SQUARES * rowBytes), squares)),
      storeLanes(numbers, sum, lanes, SUM * rowBytes),
      storeLanes(numbers, squares, lanes, SQUARES * rowBytes),
    );
  const setEnd = end.set(i32.minimumUnsigned(i32.add(chunk, CHUNK), rowsHere));
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      rowsHere.set(i32.minimumUnsigned(i32.subtract(rows, block), BLOCK_ROWS)),
      chunk.set(0),
      setEnd,
      forParts(group, allParts(columns), begin),
      forLoop(chunk, { from: 0, to: rowsHere, step: CHUNK }, setEnd, forParts(group, allParts(columns), addChunk)),
    ),
  );
}

/** What a term of the sums over the blocks is made of: a block's numbers, how many rows it has, and one over that. */
type BlockTerm = (near: V128, sum: V128, squares: V128, count: V128) => V128;

/** Sums over all blocks, for the four columns of a group. */
function overBlocks(
  { rows, columns }: Table,
  { builder, addresses }: KernelBody,
  group: I32,
): (lanes: number, terms: readonly { readonly total: Local<"v128">; readonly term: BlockTerm }[]) => Statement {
  const [pointer, block, chunk, end] = counters(builder, 4);
  const count = builder.local("v128");
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const parts = [builder.local("v128"), builder.local("v128"), builder.local("v128")];
  const left = i32.subtract(rows, i32.multiply(block, BLOCK_ROWS));
  return (lanes, terms) => {
    const number = (index: number): V128 => loadLanes(pointer, lanes, 4 * index * columns);
    return sequence(
      pointer.set(groupAt(addresses[0]!, group)),
      ...terms.map(({ total }) => total.set(v128.zero)),
      forLoop(
        chunk,
        { from: 0, to: blocks, step: CHUNK },
        ...terms.map((_, index) => parts[index]!.set(v128.zero)),
        end.set(i32.minimumUnsigned(i32.add(chunk, CHUNK), blocks)),
        forLoop(
          block,
          { from: chunk, to: end, step: 1 },
          count.set(f32x4.splat(f32.fromUnsigned(i32.minimumUnsigned(left, BLOCK_ROWS)))),
          ...terms.map(({ term }, index) =>
            parts[index]!.set(add(parts[index]!, term(number(NEAR), number(SUM), number(SQUARES), count))),
          ),
          advance(pointer, 4 * NUMBERS * columns),
        ),
        ...terms.map(({ total }, index) => total.set(add(total, parts[index]!))),
      ),
    );
  };
}

/** A unit is four columns. */
function overColumns(
  { columns }: Table,
  { builder, from, to }: KernelBody,
  write: (group: Local<"i32">) => (lanes: number) => Statement,
): void {
  const group = builder.local("i32");
  builder.emit(forParts(group, { from, to, length: columns, part: LANES }, write(group)));
}

function writeMean(table: Table, body: KernelBody): void {
  const { builder, addresses } = body;
  const [total, first] = [builder.local("v128"), builder.local("v128")];
  overColumns(table, body, (group) => {
    const sums = overBlocks(table, body, group);
    const at = (place: number): I32 => groupAt(addresses[place]!, group);
    return (lanes) =>
      sequence(
        first.set(loadLanes(at(0), lanes)),
        sums(lanes, [{ total, term: (near, sum, _, count) => add(multiply(count, subtract(near, first)), sum) }]),
        total.set(add(first, divide(total, constant(table.rows)))),
        storeLanes(at(1), total, lanes),
      );
  });
}

function writeVariance(table: Table, body: KernelBody): void {
  const { builder, addresses } = body;
  const vector = () => builder.local("v128");
  const [mean, inside, between, rest] = [vector(), vector(), vector(), vector()];
  const distance: BlockTerm = (near, sum, _, count) => add(subtract(near, mean), divide(sum, count));
  const rows = constant(table.rows);
  overColumns(table, body, (group) => {
    const sums = overBlocks(table, body, group);
    const at = (place: number): I32 => groupAt(addresses[place]!, group);
    return (lanes) =>
      sequence(
        mean.set(loadLanes(at(1), lanes)),
        sums(lanes, [
          { total: inside, term: (_, sum, squares, count) => subtract(squares, divide(multiply(sum, sum), count)) },
          { total: between, term: (...block) => multiply(block[3], multiply(distance(...block), distance(...block))) },
          { total: rest, term: (...block) => multiply(block[3], distance(...block)) },
        ]),
        rest.set(divide(rest, rows)),
        inside.set(subtract(divide(add(inside, between), rows), multiply(rest, rest))),
        storeLanes(at(2), inside, lanes),
      );
  });
}
