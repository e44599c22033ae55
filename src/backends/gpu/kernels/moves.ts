// Ops for GPU.js that only move numbers: every thread reads the one that belongs at its place.

import { concatOp } from "../../../tensor/ops/concat.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import { rank4, type Shape, stridesOf } from "../../../tensor/shape.js";
import { layoutOf } from "../layout.js";
import { coordinate } from "./broadcast.js";
import { serve, servePartly } from "./kernel.js";

/** Where the element at these places along the axes lies, as text. */
function elementAt(shape: Shape, places: readonly string[]): string {
  const rank = shape.length;
  const columns = rank >= 3 ? rank - 2 : rank - 1;
  const strides = stridesOf(shape.slice(0, columns));
  const rows = strides.map((stride, axis) => (stride === 1 ? places[axis]! : `(${places[axis]}) * ${stride}`));
  const column = rank >= 3 ? places[rank - 2]! : "0";
  return `[${rows.join(" + ") || "0"}][${column}][${places[rank - 1] ?? "0"}]`;
}

/** The thread's places along all axes of the output. */
function placesOf(output: Shape): string[] {
  return output.map((_, axis) => (axis === output.length - 1 ? "this.thread.x" : coordinate(output, axis)));
}

export const slice = serve(sliceOp, ({ attributes: { begin }, inputs: [x], output }) => {
  const places = placesOf(output.shape).map((place, axis) => (begin[axis] === 0 ? place : `${place} + ${begin[axis]}`));
  return {
    source: `function (x) { return x${elementAt(x.shape, places)}; }`,
    output: layoutOf(output.shape),
    inputs: ["tensor"],
  };
});

export const transpose = serve(transposeOp, ({ attributes: { permutation }, inputs: [x], output }) => {
  const places = placesOf(output.shape);
  const ofInput = x.shape.map((_, axis) => places[permutation.indexOf(axis)]!);
  return {
    source: `function (x) { return x${elementAt(x.shape, ofInput)}; }`,
    output: layoutOf(output.shape),
    inputs: ["tensor"],
  };
});

/** More arguments than these are more than some devices take. */
const MOST_INPUTS = 8;

export const concat = servePartly(concatOp, "more inputs than a device takes: no network of linnet has them", {
  concat: ({ attributes: { axis }, inputs, output }) => {
    if (inputs.length > MOST_INPUTS) return null;
    const places = placesOf(output.shape);
    let before = 0;
    const choices = inputs.map(({ shape }, index) => {
      const own = places.map((place, other) => (other === axis && before > 0 ? `${place} - ${before}` : place));
      before += shape[axis]!;
      const value = `x${index}${elementAt(shape, own)}`;
      return index === inputs.length - 1 ? `return ${value};` : `if (${places[axis]} < ${before}) { return ${value}; }`;
    });
    return {
      source: `function (${inputs.map((_, index) => `x${index}`).join(", ")}) {
        ${choices.join("\n        ")}
      }`,
      output: layoutOf(output.shape),
      inputs: inputs.map(() => "tensor" as const),
    };
  },
});

export const pad2d = serve(pad2dOp, ({ attributes: { padding }, inputs: [x], output }) => {
  const [batch, row, column, channel] = placesOf(output.shape) as [string, string, string, string];
  const [, height, width] = rank4(x.shape);
  const source = `function (x) {
    const row = ${row} - ${padding[0]};
    const column = ${column} - ${padding[2]};
    if (row >= 0 && row < ${height} && column >= 0 && column < ${width}) {
      return x${elementAt(x.shape, [batch, "row", "column", channel])};
    }
    return 0;
  }`;
  return { source, output: layoutOf(output.shape), inputs: ["tensor"] };
});
