// A file with weights alone, as a table of its tensors.

import type { FileContents } from "../../model/fileContents.js";
import { sized } from "../../model/summary.js";
import { textTable } from "../../model/textTable.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { printable } from "./printable.js";

/** A shape that is longer takes the names' room. */
const LONGEST_SHAPE = 32;

type WeightsAlone = Extract<FileContents, { readonly network: null }>["weights"];

export function tensorsText({ format, tensors }: WeightsAlone): string {
  const rows = [...tensors].map(([name, { shape }]) => [
    printable(name),
    shapeText(shape),
    sizeOf(shape).toLocaleString("en"),
  ]);
  let [numbers, bytes] = [0, 0];
  for (const { shape, bytesEach = Float32Array.BYTES_PER_ELEMENT } of tensors.values()) {
    numbers += sizeOf(shape);
    bytes += sizeOf(shape) * bytesEach;
  }
  return [
    `Weights alone: ${format}`,
    ...textTable(["Name", "Shape", "Numbers"], rows),
    `Tensors: ${tensors.size.toLocaleString("en")}`,
    `Numbers: ${sized({ numbers, bytes })}`,
  ].join("\n");
}

function shapeText(shape: Shape): string {
  const text = formatShape(shape);
  return text.length <= LONGEST_SHAPE ? text : `${text.slice(0, LONGEST_SHAPE - 1)}…`;
}
