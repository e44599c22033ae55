// What stands in an attribute in older versions of the op set, and in an input in newer ones.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { numbersOf } from "../attributes.js";
import { shapeOf, toNumbers, type Value } from "../value.js";

export type Inputs = readonly (Value | null)[];

/** The input of this place. @throws LinnetError if it is left out */
export function expectInput(inputs: Inputs, index: number): Value {
  const value = inputs[index] ?? null;
  if (value !== null) return value;
  throw new LinnetError(`expected an input ${index}, it is left out`);
}

/** All inputs. @throws LinnetError if there are none, or one is left out */
export function expectAll(inputs: Inputs): Value[] {
  if (inputs.length === 0) throw new LinnetError("expected inputs, got none");
  return inputs.map((_, index) => expectInput(inputs, index));
}

/** Numbers from the attribute or, if the node does not have it, from the input; null if from neither. */
export function listFrom(node: GraphNode, name: string, inputs: Inputs, index: number): readonly number[] | null {
  const given = numbersOf(node, name);
  if (given !== null) return given;
  const input = inputs[index] ?? null;
  return input === null ? null : toNumbers(input, name);
}

/** The first number of an input, or a default where it is left out. */
export function scalarFrom(inputs: Inputs, index: number, name: string, fallback: number): number {
  const input = inputs[index] ?? null;
  if (input === null) return fallback;
  const [number, ...others] = toNumbers(input, name);
  if (number !== undefined && others.length === 0) return number;
  throw new LinnetError(`expected ${name} to be a single number, got [${shapeOf(input)}]`);
}
