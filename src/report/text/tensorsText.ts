// A file with weights alone, as a table of its tensors.

import type { Weights } from "../../model/network.js";
import { sized } from "../../model/summary.js";
import { textTable } from "../../model/textTable.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { printable } from "./printable.js";

/** A shape that is longer takes the names' room. */
const LONGEST_SHAPE = 32;

export function tensorsText({ format, tensors }: { readonly format: string; readonly tensors: Weights }): string {
  const rows = [...tensors].map(([name, { shape }]) => [
    printable(name),
    shapeText(shape),
    sizeOf(shape).toLocaleString("en"),
  ]);
  const numbers = [...tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return [
    `Weights alone: ${format}`,
    ...textTable(["Name", "Shape", "Numbers"], rows),
    `Tensors: ${tensors.size.toLocaleString("en")}`,
    `Numbers: ${sized({ numbers, bytes: numbers * Float32Array.BYTES_PER_ELEMENT })}`,
  ].join("\n");
}

function shapeText(shape: Shape): string {
  const text = formatShape(shape);
  return text.length <= LONGEST_SHAPE ? text : `${text.slice(0, LONGEST_SHAPE - 1)}…`;
}
