// Sums, means and extremes over axes in WGSL: threads share an output's numbers, and put together what they have.

import { maxOp, meanOp, minOp, type Reduction, sumOp } from "../../../tensor/ops/reduce.js";
import { type Shape, sizeOf, stridesOf } from "../../../tensor/shape.js";
import type { OpDefinition } from "../../../tensor/tensor.js";
import type { KernelEntry } from "../../kernelTable.js";
import { placeText } from "./elementPlace.js";
import { type Dispatch, type Lane, serve, type WebGpuKernel } from "./kernel.js";
import { dispatchOf, inLanes, lanesIn } from "./shader.js";

interface Rule {
  /** Two values made one. */
  join(a: string, b: string): string;
  /** What becomes of the whole, of `count` numbers. */
  finish(total: string, count: number, lane: Lane): string;
}

function reduction<Name extends string>(
  op: OpDefinition<Reduction, ["x"], Name>,
  rule: Rule,
): KernelEntry<WebGpuKernel, object, Name> {
  return serve(op, ({ attributes, inputs: [x] }) => [reduceDispatch(x.shape, attributes.axes, rule)]);
}

const THREADS = 256;
/** Numbers that a thread should have at least. */
const SHORTEST_SLICE = 4;
/** Neighbors in memory that are read together. */
const LEAST_ACROSS = 8;

function reduceDispatch(shape: Shape, axes: readonly number[], { join, finish }: Rule): Dispatch {
  const isLastKept = shape.length > 0 && !axes.includes(shape.length - 1);
  const lane = isLastKept && shape.at(-1)! % 4 === 0 ? "vec4f" : "f32";
  const lengths = inLanes(shape, lane);
  const strides = stridesOf(lengths);
  const pick = (list: readonly number[], reduced: boolean): number[] =>
    list.filter((_, axis) => axes.includes(axis) === reduced);
  const count = sizeOf(pick(lengths, true));
  const outputs = sizeOf(pick(lengths, false));
  let slices = 1;
  while (2 * slices * SHORTEST_SLICE <= count && slices < THREADS / (isLastKept ? LEAST_ACROSS : 1)) slices *= 2;
  const across = Math.min(outputs, THREADS / slices);
  const [outputAt, slice] = isLastKept
    ? [`lane % ${across}u`, `lane / ${across}u`]
    : [`lane / ${slices}u`, `lane % ${slices}u`];
  const first = isLastKept ? "lane" : `lane * ${slices}u`;
  const step = isLastKept ? across : 1;
  const body = `let slice = ${slice};
  let output = min(block * ${across}u + ${outputAt}, ${outputs - 1}u);
  let start = ${placeText("output", pick(lengths, false), pick(strides, false))};
  var k = slice;
  var total = x[start + ${placeText("k", pick(lengths, true), pick(strides, true))}];
  for (k += ${slices}u; k < ${count}u; k += ${slices}u) {
    let value = x[start + ${placeText("k", pick(lengths, true), pick(strides, true))}];
    total = ${join("total", "value")};
  }
  parts[lane] = total;
  workgroupBarrier();
  let place = block * ${across}u + lane;
  if (lane >= ${across}u || place >= ${outputs}u) { return; }
  total = parts[${first}];
  for (var other = 1u; other < ${slices}u; other += 1u) {
    let value = parts[${first} + other * ${step}u];
    total = ${join("total", "value")};
  }
  y[place] = ${finish("total", count, lane)};`;
  return dispatchOf({
    reads: [{ name: "x", input: 0, lane, size: sizeOf(shape) }],
    output: { lane, size: outputs * lanesIn(lane) },
    declarations: `var<workgroup> parts: array<${lane}, ${across * slices}>;`,
    threads: across * slices,
    workgroups: Math.ceil(outputs / across),
    body,
  });
}

const whole = (total: string): string => total;

export const sum = reduction(sumOp, { join: (a, b) => `${a} + ${b}`, finish: whole });
export const mean = reduction(meanOp, {
  join: (a, b) => `${a} + ${b}`,
  finish: (total, count, lane) => `${total} / ${lane}(${count}f)`,
});
export const max = reduction(maxOp, { join: (a, b) => `max(${a}, ${b})`, finish: whole });
export const min = reduction(minOp, { join: (a, b) => `min(${a}, ${b})`, finish: whole });
