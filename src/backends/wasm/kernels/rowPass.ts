// One way over the rows of a table: tensors are made of others, element by element, and columns are summed as in `reduce.ts`.

import { f32x4, type I32, i32, type Statement, v128 } from "../assembler/expression.js";
import { advance, choose, counters, forLoop, sequence, when } from "../assembler/function.js";
import {
  type Kernel,
  type KernelBody,
  type RowPass,
  type RowStep,
  type RowsOfKernel,
  ScratchSpace,
  type Served,
} from "../kernel.js";
import { addressAt, allParts, forParts, groupAt, LANES, loadLanes, storeLanes } from "./lanes.js";
import { BLOCK_ROWS, CHUNK, type RowSum, writeTotals } from "./reduce.js";
import { lineToucher } from "./touchLines.js";

/** A pass that makes no tensor. */
export function rowSum({ finish, output, ...sums }: RowSum): RowPass {
  return { ...sums, made: [], results: [{ finish, output }] };
}

/** A step whose kernels are those of a pass. */
export function serveRows(rowStep: (scratch: ScratchSpace) => RowStep): Served {
  const scratch = new ScratchSpace();
  const { before, pass } = rowStep(scratch);
  return { kernels: [...before, ...passKernels(pass, scratch)], rowStep };
}

export function passKernels(pass: RowPass, scratch: ScratchSpace): readonly Kernel[] {
  const { name, table, tensors, vectors, made, terms, results } = pass;
  const blocks = Math.ceil(table.rows / BLOCK_ROWS);
  const shape = `${name} ${table.outer}x${table.rows}x${table.columns}`;
  // What has no place has no address either, so that passes of one name may take different numbers of them.
  const stored = made.map(({ output }) => (output === null ? "-" : "+")).join("");
  const partial = terms.length === 0 ? [] : [scratch.take(table.outer * blocks * terms.length * table.columns)];
  const rows: Kernel = {
    key: `pass ${shape} ${stored}`,
    operands: [...tensors, ...vectors, ...made.flatMap(({ output }) => output ?? []), ...partial],
    units: table.outer * blocks,
    ...(table.outer === 1 && { rows: rowsOf(pass) }),
    write: (body) => writePass(pass, blocks, body),
  };
  const totals = results.map(
    ({ finish, output }, index): Kernel => ({
      key: `total ${index} ${shape}`,
      operands: [...partial, ...vectors, output],
      units: table.outer * Math.ceil(table.columns / LANES),
      write: (body) => writeTotals({ table, vectors, terms, finish }, blocks, body),
    }),
  );
  return [rows, ...totals];
}

function rowsOf({ table, tensors, vectors, made, terms }: RowPass): RowsOfKernel {
  const given = tensors.length + vectors.length;
  const stored = made.filter(({ output }) => output !== null).length + Math.sign(terms.length);
  const written = Array.from({ length: stored }, (_, index) => given + index);
  return { count: table.rows, perUnit: BLOCK_ROWS, local: [...tensors.keys(), ...written], written };
}

/** So many rows take their numbers of the vectors together where columns are not summed. */
const ROWS_TOGETHER = 4;

/** A unit is a block of rows; its sums are rows of `partial`, one after the other. */
function writePass({ table, tensors, vectors, made, terms }: RowPass, blocks: number, body: KernelBody): void {
  const { builder, addresses, from, to } = body;
  const { rows, columns } = table;
  const rowBytes = 4 * columns;
  const [unit, block, rowsHere, group, chunk, round, end, sumsStart] = counters(builder, 8);
  const given = tensors.length + vectors.length;
  const values = [...tensors, ...vectors, ...made].map(() => builder.local("v128"));
  // A pointer for each tensor that is read or stored, by its place among the values.
  const stored = made.flatMap(({ output }, index) => (output === null ? [] : [given + index]));
  const moving = [...tensors.keys(), ...stored];
  const pointers = new Map(moving.map((place) => [place, builder.local("i32")]));
  const [parts, total] = [terms.map(() => builder.local("v128")), builder.local("v128")];
  const first = i32.add(
    i32.add(i32.multiply(i32.divideUnsigned(unit, blocks), rows), i32.multiply(block, BLOCK_ROWS)),
    chunk,
  );
  const touch = lineToucher(builder);
  /** Where the chunk begins in a tensor. */
  const startOf = (place: number): I32 => {
    const address = place < given ? place : given + stored.indexOf(place);
    return addressAt(addresses[address]!, first, rowBytes);
  };
  const go = (bytes: number): Statement =>
    sequence(...[...pointers.values()].map((pointer) => advance(pointer, bytes)));
  const setVectors = (lanes: number): Statement =>
    sequence(
      ...vectors.map((_, index) => {
        const place = tensors.length + index;
        return values[place]!.set(loadLanes(groupAt(addresses[place]!, group), lanes));
      }),
    );
  /** A group of columns of the row that is so many bytes on. */
  const row = (lanes: number, offset = 0): Statement =>
    sequence(
      ...tensors.map((_, place) => values[place]!.set(loadLanes(pointers.get(place)!, lanes, offset))),
      ...made.flatMap(({ formula }, index) => {
        const place = given + index;
        const pointer = pointers.get(place);
        const store = pointer === undefined ? [] : [storeLanes(pointer, values[place]!, lanes, offset)];
        return [values[place]!.set(formula(values.slice(0, place))), ...store];
      }),
      ...parts.map((part, index) => part.set(f32x4.add(part, terms[index]!(values)))),
    );
  const rowsTogether = (count: number): Statement =>
    forParts(group, allParts(columns), (lanes) =>
      sequence(
        setVectors(lanes),
        ...Array.from({ length: count }, (_, index) => row(lanes, index * rowBytes)),
        go(4 * lanes),
      ),
    );
  const alongRows = sequence(
    chunk.set(0),
    ...[...pointers].map(([place, pointer]) => pointer.set(startOf(place))),
    end.set(i32.subtract(rowsHere, i32.remainderUnsigned(rowsHere, ROWS_TOGETHER))),
    forLoop(
      round,
      { from: 0, to: end, step: ROWS_TOGETHER },
      rowsTogether(ROWS_TOGETHER),
      go((ROWS_TOGETHER - 1) * rowBytes),
    ),
    forLoop(round, { from: end, to: rowsHere, step: 1 }, rowsTogether(1)),
  );
  const columnsOfChunk = (lanes: number): Statement =>
    sequence(
      ...[...pointers].map(([place, pointer]) => pointer.set(groupAt(startOf(place), group))),
      setVectors(lanes),
      ...parts.map((part) => part.set(v128.zero)),
      // Two rows a round share its counting; more crowd the registers.
      forLoop(
        round,
        { from: chunk, to: i32.subtract(end, 1), step: 2 },
        row(lanes),
        row(lanes, rowBytes),
        go(2 * rowBytes),
      ),
      when(i32.lessUnsigned(round, end), row(lanes)),
      sumsStart.set(groupAt(addressAt(addresses[addresses.length - 1]!, unit, terms.length * rowBytes), group)),
      ...parts.flatMap((part, index) => {
        const place = index * rowBytes;
        const before = choose(
          i32.equalsZero(chunk),
          total.set(v128.zero),
          total.set(loadLanes(sumsStart, lanes, place)),
        );
        return [before, total.set(f32x4.add(total, part)), storeLanes(sumsStart, total, lanes, place)];
      }),
    );
  // A chunk of rows is done before the next, so that it is in the cache when its next columns are read.
  const alongColumns = forLoop(
    chunk,
    { from: 0, to: rowsHere, step: CHUNK },
    end.set(i32.minimumUnsigned(i32.add(chunk, CHUNK), rowsHere)),
    ...moving.map((place) => touch(startOf(place), i32.multiply(i32.subtract(end, chunk), rowBytes))),
    forParts(group, allParts(columns), columnsOfChunk),
  );
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      block.set(i32.remainderUnsigned(unit, blocks)),
      rowsHere.set(i32.minimumUnsigned(i32.subtract(rows, i32.multiply(block, BLOCK_ROWS)), BLOCK_ROWS)),
      terms.length === 0 ? alongRows : alongColumns,
    ),
  );
}
