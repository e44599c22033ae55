// Ops that only move numbers, in WGSL: every thread reads the one, or the four, that belong at its place.

import { broadcastToOp } from "../../../tensor/ops/broadcastTo.js";
import { concatOp } from "../../../tensor/ops/concat.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import { rank4, type Shape, sizeOf, stridesOf } from "../../../tensor/shape.js";
import { placeText, readBroadcast } from "./elementPlace.js";
import { type Dispatch, serve } from "./kernel.js";
import { elementDispatch, inLanes, laneFor, lanesIn } from "./shader.js";

export const broadcastTo = serve(broadcastToOp, ({ inputs: [x], output }) => {
  const lane = laneFor(output.shape.at(-1) ?? 1);
  const { binding, text } = readBroadcast({ name: "x", input: 0, shape: x.shape }, output.shape, lane);
  return [
    elementDispatch({ reads: [binding], output: { lane, size: sizeOf(output.shape) }, stores: `y[i] = ${text};` }),
  ];
});

export const slice = serve(sliceOp, ({ attributes: { begin }, inputs: [x], output }) => {
  const last = (shape: Shape): number => shape.at(-1) ?? 1;
  const isWhole = [last(x.shape), last(output.shape), last(begin)].every((length) => length % 4 === 0);
  const lane = isWhole && x.shape.length > 0 ? "vec4f" : "f32";
  const strides = stridesOf(inLanes(x.shape, lane));
  const start = inLanes(begin, lane).reduce((place, index, axis) => place + index * strides[axis]!, 0);
  return [
    elementDispatch({
      reads: [{ name: "x", input: 0, lane, size: sizeOf(x.shape) }],
      output: { lane, size: sizeOf(output.shape) },
      stores: `y[i] = x[${start}u + ${placeText("i", inLanes(output.shape, lane), strides)}];`,
    }),
  ];
});

export const transpose = serve(transposeOp, ({ attributes: { permutation }, inputs: [x], output }) => {
  const isWhole = permutation.at(-1) === x.shape.length - 1 && x.shape.at(-1)! % 4 === 0;
  const lane = isWhole ? "vec4f" : "f32";
  const strides = stridesOf(inLanes(x.shape, lane));
  const steps = permutation.map((axis) => strides[axis]!);
  return [
    elementDispatch({
      reads: [{ name: "x", input: 0, lane, size: sizeOf(x.shape) }],
      output: { lane, size: sizeOf(output.shape) },
      stores: `y[i] = x[${placeText("i", inLanes(output.shape, lane), steps)}];`,
    }),
  ];
});

/** Each input is written to its own places, by a call of its own: there may be any number. */
export const concat = serve(concatOp, ({ attributes: { axis }, inputs, output }) => {
  const blockOf = (shape: Shape): number => sizeOf(shape.slice(axis));
  const total = blockOf(output.shape);
  let before = 0;
  return inputs.map(({ shape }, input): Dispatch => {
    const block = blockOf(shape);
    const lane = [block, total, before].every((length) => length % 4 === 0) ? "vec4f" : "f32";
    const lanes = lanesIn(lane);
    const place = placeText("i", [sizeOf(shape) / block, block / lanes], [total / lanes, 1]);
    const start = before / lanes;
    before += block;
    return elementDispatch({
      reads: [{ name: "x", input, lane, size: sizeOf(shape) }],
      output: { lane, size: sizeOf(output.shape) },
      threads: sizeOf(shape) / lanes,
      stores: `y[${start}u + ${place}] = x[i];`,
    });
  });
});

export const pad2d = serve(pad2dOp, ({ attributes: { padding }, inputs: [x], output }) => {
  const [, height, width, channels] = rank4(x.shape);
  const [, outputHeight, outputWidth] = rank4(output.shape);
  const lane = laneFor(channels);
  const lanes = channels / lanesIn(lane);
  return [
    elementDispatch({
      reads: [{ name: "x", input: 0, lane, size: sizeOf(x.shape) }],
      output: { lane, size: sizeOf(output.shape) },
      statements: `let pixel = i / ${lanes}u;
  let row = i32(pixel / ${outputWidth}u % ${outputHeight}u) - ${padding[0]};
  let column = i32(pixel % ${outputWidth}u) - ${padding[2]};
  let isInside = row >= 0 && row < ${height} && column >= 0 && column < ${width};
  let start = ((pixel / ${outputHeight * outputWidth}u) * ${height}u + u32(row)) * ${width}u + u32(column);
  let place = select(0u, start * ${lanes}u + i % ${lanes}u, isInside);`,
      stores: `y[i] = select(${lane}(), x[place], isInside);`,
    }),
  ];
});
