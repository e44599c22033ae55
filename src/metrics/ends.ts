// The shapes that metrics can measure.

import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Ends } from "./metric.js";

/** @throws LinnetError unless targets have the output's shape, where a last axis of one may be missing */
export function checkSameShape(metric: string, { target, output }: Ends): void {
  if (sameShape(withoutLastOne(target), withoutLastOne(output))) return;
  const hint = isIndexes({ target, output }) ? ": use a sparse metric for indexes of classes" : "";
  throw wrongTargets(metric, output, target, hint);
}

/** @throws LinnetError unless targets are the indexes of the output's classes */
export function checkIndexes(metric: string, ends: Ends): void {
  if (isIndexes(ends)) return;
  throw wrongTargets(metric, ends.output.slice(0, -1), ends.target, ", the index of a class each");
}

/** Whether targets are one index for all entries of an output's last axis, as in Keras. */
export function isIndexes({ target, output }: Ends): boolean {
  return output.length > 0 && sameShape(withoutLastOne(target), withoutLastOne(output.slice(0, -1)));
}

/** The entries of an output's last axis; 1 if it has none. */
export function columnsOf({ output }: Ends): number {
  return output.at(-1) ?? 1;
}

/** @throws LinnetError unless the class, if there is one, is among an output's */
export function checkClass(metric: string, classId: number | null, ends: Ends): void {
  if (classId !== null && classId >= columnsOf(ends))
    throw new LinnetError(`${metric}: expected classId below ${columnsOf(ends)}, got ${classId}`);
}

function withoutLastOne(shape: Shape): Shape {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

function wrongTargets(metric: string, expected: Shape, found: Shape, hint: string): LinnetError {
  const format = (shape: Shape): string => formatShape(shape).replace("[", shape.length === 0 ? "[count" : "[count,");
  return new LinnetError(`${metric}: expected targets ${format(expected)}${hint}, got ${format(found)}`);
}
