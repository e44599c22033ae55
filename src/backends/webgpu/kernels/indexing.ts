// Ops in WGSL that read where other numbers say: weighted sums along an axis, rows by their number.

import { argMaxOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { LOWEST } from "../../../tensor/ops/pool.js";
import { alongAxis, resampleOp } from "../../../tensor/ops/resample.js";
import { sizeOf } from "../../../tensor/shape.js";
import { serve } from "./kernel.js";
import { elementDispatch, laneFor, lanesIn, numberText } from "./shader.js";

export const resample = serve(resampleOp, ({ attributes: { axis }, inputs: [x, indexes, weights], output }) => {
  const { length, inner } = alongAxis(x.shape, axis);
  const [rows, taps] = [indexes.shape[0]!, indexes.shape[1]!];
  const lane = laneFor(inner);
  const step = inner / lanesIn(lane);
  return [
    elementDispatch({
      reads: [
        { name: "x", input: 0, lane, size: sizeOf(x.shape) },
        { name: "indexes", input: 1, lane: "f32", size: rows * taps },
        { name: "weights", input: 2, lane: "f32", size: sizeOf(weights.shape) },
      ],
      output: { lane, size: sizeOf(output.shape) },
      statements: `let first = i / ${step}u % ${rows}u * ${taps}u;
  let start = i / ${step * rows}u * ${length * step}u + i % ${step}u;
  var sum = ${lane}();
  for (var tap = first; tap < first + ${taps}u; tap += 1u) {
    let index = indexes[tap];
    let value = x[start + u32(max(index, 0f)) * ${step}u];
    sum += select(${lane}(), weights[tap] * value, index >= 0f);
  }`,
      stores: "y[i] = sum;",
    }),
  ];
});

export const gather = serve(gatherOp, ({ inputs: [x, indexes], output }) => {
  const row = sizeOf(x.shape.slice(1));
  const lane = laneFor(row);
  const step = row / lanesIn(lane);
  return [
    elementDispatch({
      reads: [
        { name: "x", input: 0, lane, size: sizeOf(x.shape) },
        { name: "indexes", input: 1, lane: "f32", size: sizeOf(indexes.shape) },
      ],
      output: { lane, size: sizeOf(output.shape) },
      statements: `let index = indexes[i / ${step}u];
  let isThere = index >= 0f && index < ${numberText(x.shape[0]!)} && floor(index) == index;
  let place = select(0u, u32(index) * ${step}u + i % ${step}u, isThere);`,
      stores: `y[i] = select(${lane}(), x[place], isThere);`,
    }),
  ];
});

export const oneHot = serve(oneHotOp, ({ attributes: { depth }, inputs: [indexes], output }) => [
  elementDispatch({
    reads: [{ name: "indexes", input: 0, lane: "f32", size: sizeOf(indexes.shape) }],
    output: { lane: "f32", size: sizeOf(output.shape) },
    stores: `y[i] = select(0f, 1f, indexes[i / ${depth}u] == f32(i % ${depth}u));`,
  }),
]);

export const argMax = serve(argMaxOp, ({ inputs: [x], output }) => {
  const length = x.shape.at(-1)!;
  return [
    elementDispatch({
      reads: [{ name: "x", input: 0, lane: "f32", size: sizeOf(x.shape) }],
      output: { lane: "f32", size: sizeOf(output.shape) },
      statements: `var best = 0u;
  var largest = ${numberText(LOWEST)};
  for (var k = 0u; k < ${length}u; k += 1u) {
    let value = x[i * ${length}u + k];
    if (value > largest) { best = k; largest = value; }
  }`,
      stores: "y[i] = f32(best);",
    }),
  ];
});
