// Values as text and as nested arrays.

import type { Shape } from "./shape.js";
import { sizeOf } from "./shape.js";

export type NestedArray = number | readonly NestedArray[];

export function toNestedArray(values: ArrayLike<number>, shape: Shape, start = 0): NestedArray {
  const [length, ...rest] = shape;
  if (length === undefined) return values[start]!;
  const step = sizeOf(rest);
  return Array.from({ length }, (_, index) => toNestedArray(values, rest, start + index * step));
}

const EDGE = 3;

/** Nested brackets with four significant digits; an axis longer than six is shortened in the middle. */
export function formatTensor(values: ArrayLike<number>, shape: Shape, start = 0, indent = 1): string {
  const [length, ...rest] = shape;
  if (length === undefined) return formatNumber(values[start]!);
  const step = sizeOf(rest);
  const indexes = length <= 2 * EDGE ? range(0, length) : [...range(0, EDGE), -1, ...range(length - EDGE, length)];
  const entries = indexes.map((index) =>
    index < 0 ? "..." : formatTensor(values, rest, start + index * step, indent + 1),
  );
  const separator = rest.length === 0 ? ", " : `,\n${" ".repeat(indent)}`;
  return `[${entries.join(separator)}]`;
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
