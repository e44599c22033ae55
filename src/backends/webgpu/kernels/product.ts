// Matrix products in WGSL: of two matrices, and of a convolution's pixels with its kernel (implicit im2col).
//
// A thread makes a tile of rows x 4 sums in registers. Where there are few tiles, several threads share the depth of one,
// and add up what they have in workgroup memory: a GPU hides the time of reads behind other threads alone.

import { sizeOf } from "../../../tensor/shape.js";
import type { SumStep } from "../../fusedStep.js";
import { addendsOf } from "./addends.js";
import { activationRules } from "./elementwise.js";
import type { Dispatch, Tail } from "./kernel.js";
import type { Left, Right } from "./matrices.js";
import { dispatchOf, laneFor, range } from "./shader.js";
import { type Tiling, tilingFor } from "./tiling.js";

interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly left: Left;
  readonly right: Right;
}

export function productDispatch(step: SumStep<object>, product: Product, tail: Tail): Dispatch {
  const { rows, columns, left, right } = product;
  const columnLanes = Math.ceil(columns / 4);
  const tiling = tilingFor({ rows, columnLanes, depth: left.depth * left.cells });
  const { rowsEach, acrossColumns, acrossRows, slices } = tiling;
  const lane = laneFor(columns);
  const addends = addendsOf(step, lane);
  const each = range(rowsEach);
  const columnBlocks = Math.ceil(columnLanes / acrossColumns);
  const rowBlocks = Math.ceil(rows / (acrossRows * rowsEach));
  const body = `let blockColumn = block % ${columnBlocks}u * ${acrossColumns}u;
  let blockRow = block / ${columnBlocks}u * ${acrossRows * rowsEach}u;
  let columnAt = blockColumn + lane % ${acrossColumns}u;
  let column = min(columnAt, ${columnLanes - 1}u);
  let firstRow = blockRow + lane / ${acrossColumns}u % ${acrossRows}u * ${rowsEach}u;
  let slice = lane / ${acrossColumns * acrossRows}u;
  ${each.map((row) => `let row${row} = min(firstRow + ${row}u, ${rows - 1}u); ${left.prepare(`${row}`)}`).join("\n  ")}
  ${each.map((row) => `var s${row} = vec4f();`).join(" ")}
  ${cellLoop(product, tiling)}
  ${slices === 1 ? each.map((row) => `store(firstRow + ${row}u, columnAt, s${row});`).join("\n  ") : sharedSum(tiling, columnBlocks)}`;
  const store = storeText(step, { rows, columns, add: addends.add, tail });
  return dispatchOf({
    reads: [left.binding, right.binding, ...addends.bindings, ...tail.bindings(lane)],
    output: { lane, size: sizeOf(step.output.shape) },
    declarations: `${slices === 1 ? "" : `var<workgroup> parts: array<vec4f, ${acrossColumns * acrossRows * slices * rowsEach}>;`}
${store}`,
    threads: acrossColumns * acrossRows * slices,
    workgroups: columnBlocks * rowBlocks,
    body,
  });
}

/** The sums over all cells, or over this thread's slice of them. */
function cellLoop({ left, right }: Product, { rowsEach, slices }: Tiling): string {
  const each = range(rowsEach);
  const isWide = left.binding.lane === "vec4f";
  const steps = left.depth / (isWide ? 4 : 1);
  const rightRow = (offset: number): string => `cell * ${left.depth}u + ${isWide ? `k * 4u + ${offset}u` : "k"}`;
  const reads = range(isWide ? 4 : 1).map((offset) => `let b${offset} = ${right.read(rightRow(offset), "column")};`);
  const lefts = each.map((row) => {
    const read = `x[at${row} + k${left.stride === 1 ? "" : ` * ${left.stride}u`}]`;
    return `let a${row} = ${left.isWhole ? read : `select(${left.binding.lane}(), ${read}, isInside${row})`};`;
  });
  const sums = each.map((row) =>
    isWide
      ? `s${row} += a${row}.x * b0; s${row} += a${row}.y * b1; s${row} += a${row}.z * b2; s${row} += a${row}.w * b3;`
      : `s${row} += a${row} * b0;`,
  );
  const starts = each.map((row) => left.start(`${row}`, "cell"));
  const cell = `${starts.join("\n    ")}
    for (var k = ${slices === 1 ? "0u" : "slice"}; k < ${steps}u; k += ${slices}u) {
      ${[...reads, ...lefts, ...sums].join("\n      ")}
    }`;
  return left.cells === 1
    ? `{ let cell = 0u;
    ${cell}
  }`
    : `for (var cell = 0u; cell < ${left.cells}u; cell += 1u) {
    ${cell}
  }`;
}

/** Adds up the slices of each tile, and stores the sums. */
function sharedSum({ rowsEach, acrossColumns, acrossRows, slices }: Tiling, columnBlocks: number): string {
  const tiles = acrossColumns * acrossRows;
  const sums = tiles * rowsEach;
  const own = range(rowsEach).map((row) => `parts[slice * ${sums}u + ${row * tiles}u + lane % ${tiles}u] = s${row};`);
  return `${own.join("\n  ")}
  workgroupBarrier();
  for (var sum = lane; sum < ${sums}u; sum += ${tiles * slices}u) {
    var total = parts[sum];
    for (var other = 1u; other < ${slices}u; other += 1u) { total += parts[other * ${sums}u + sum]; }
    let tile = sum % ${tiles}u;
    let rowAt = (block / ${columnBlocks}u * ${acrossRows}u + tile / ${acrossColumns}u) * ${rowsEach}u + sum / ${tiles}u;
    store(rowAt, block % ${columnBlocks}u * ${acrossColumns}u + tile % ${acrossColumns}u, total);
  }`;
}

interface Store {
  readonly rows: number;
  readonly columns: number;
  add(value: string, place: string, channel: string): string;
  readonly tail: Tail;
}

/** The function that stores four sums, with what the step adds to them; sums beyond the matrix are not stored. */
function storeText({ activation }: SumStep<object>, { rows, columns, add, tail }: Store): string {
  const lanes = Math.ceil(columns / 4);
  const guard = `if (row >= ${rows}u || column >= ${lanes}u) { return; }`;
  const rule = activationRules[activation];
  if (columns % 4 === 0)
    return `fn store(row: u32, column: u32, sums: vec4f) {
  ${guard}
  let place = row * ${lanes}u + column;
  ${tail.store(rule(add("sums", "place", "column"), "vec4f"), { place: "place", channel: "column", lane: "vec4f" })}
}`;
  return `fn store(row: u32, column: u32, sums: vec4f) {
  ${guard}
  for (var i = 0u; i < min(4u, ${columns}u - column * 4u); i += 1u) {
    let channel = column * 4u + i;
    let place = row * ${columns}u + channel;
    ${tail.store(rule(add("sums[i]", "place", "channel"), "f32"), { place: "place", channel: "channel", lane: "f32" })}
  }
}`;
}
