// Tensors as arguments of fit, evaluate and predict: one, a list in the order of the network's ends, or one for each name.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** Tensors by the names of a network's input, or output, layers. */
export interface NamedTensors {
  readonly [name: string]: Tensor;
}

/** What a network is given. If it has one end, a list may have one entry. */
export type Tensors = Tensor | readonly Tensor[] | NamedTensors;

/** An input or an output: its name, and the shape of one example. */
export interface NetworkEnd {
  readonly name: string;
  readonly shape: Shape;
  /** Shapes in which an example may be given instead. Default: none. */
  readonly otherShapes?: readonly Shape[];
}

const HINT = ": Tensor.from(new Float32Array(values), shape) makes a tensor";

/**
 * A tensor `[count, ...shape]` for each end, in order.
 * @throws LinnetError naming the method and the argument if the number is wrong, or a tensor does not fit its end
 */
export function tensorsFor(method: string, argument: string, given: Tensors, ends: readonly NetworkEnd[]): Tensor[] {
  const listed = listTensors(method, argument, given, ends);
  listed.forEach((tensor, index) => {
    const end = ends[index]!;
    checkRows(method, ends.length === 1 ? argument : `${argument} "${end.name}"`, tensor, end);
    if (tensor.shape[0] === listed[0]!.shape[0]) return;
    const counts = listed.map((one) => one.shape[0]).join(" and ");
    throw new LinnetError(`${method}: expected the same number of examples in every ${argument}, got ${counts}`);
  });
  return listed;
}

function listTensors(method: string, argument: string, given: Tensors, ends: readonly NetworkEnd[]): Tensor[] {
  const names = ends.map(({ name }) => name);
  const wrong = (found: string): LinnetError => {
    const expected = `${ends.length} tensors, as a list or by name (${names.join(", ")})`;
    return new LinnetError(
      `${method}: expected ${argument} as ${ends.length === 1 ? "one tensor" : expected}, got ${found}`,
    );
  };
  if (Array.isArray(given)) {
    const isNumbers = given.some((one) => typeof one === "number" || Array.isArray(one));
    if (isNumbers) throw wrong(`${describe(given)}${HINT}`);
    if (given.length !== ends.length) throw wrong(`a list of ${given.length}`);
    return [...(given as readonly Tensor[])];
  }
  if (given instanceof Tensor || typeof given !== "object" || given === null || ArrayBuffer.isView(given)) {
    if (ends.length > 1) throw wrong(given instanceof Tensor ? "one tensor" : describe(given));
    return [given as Tensor];
  }
  const named = given as NamedTensors;
  const found = Object.keys(named);
  const isWhole = found.length === names.length && names.every((name) => Object.hasOwn(named, name));
  if (!isWhole) throw wrong(describe(given));
  return names.map((name) => named[name]!);
}

/** @throws LinnetError naming the method and the argument unless the tensor is `[count, ...row]` with a row or more */
function checkRows(method: string, name: string, tensor: Tensor, { shape: row, otherShapes = [] }: NetworkEnd): void {
  const isTensor = tensor instanceof Tensor;
  const fits = (shape: Shape): boolean => [row, ...otherShapes].some((one) => sameShape(shape, one));
  if (isTensor && tensor.shape[0]! > 0 && fits(tensor.shape.slice(1))) return;
  const hint = typeof tensor === "object" && tensor !== null ? HINT : "";
  const found = isTensor ? formatShape(tensor.shape) : `${describe(tensor)}${hint}`;
  throw new LinnetError(`${method}: expected ${name} as a tensor [count,${row.join(",")}], got ${found}`);
}
