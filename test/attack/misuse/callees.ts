// What is public, as functions of any arguments: the exports of "linnet", and the methods of objects that they make.

import * as graph from "../../../src/graph/index.js";
import * as linnet from "../../../src/index.js";
import * as ops from "../../../src/tensor/ops/index.js";

export interface Callee {
  /** Such as `Model.fit`. */
  readonly name: string;
  call(given: readonly unknown[]): unknown;
}

type Callable = (...given: readonly unknown[]) => unknown;
type Constructor = new (...given: readonly unknown[]) => unknown;

/** Classes that the library alone makes instances of. */
const MADE = new Set(["LinnetError", "ShapeError", "ThreadError", "DecodeError", "OptionError", "DivergenceError"]);

/** Methods that the library itself calls with what it has made, and that users write but do not call. */
const OWN = new Set([
  "call",
  "callAll",
  "outputShape",
  "run",
  "config",
  "update",
  "initialSlots",
  "setName",
  "inLayer",
  "parameter",
  "build",
  "addParameter",
  "decayed",
  "connect",
]);

function callable(name: string, value: Callable): Callee {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value));
  const construct = value as unknown as Constructor;
  return { name, call: (given) => (isClass ? new construct(...given) : value(...given)) };
}

/** The exported functions and classes, and the classes' static methods. */
export function exportedCallees(): Callee[] {
  const functions = Object.entries({ ...linnet, ...graph, ...ops }).filter(
    (entry): entry is [string, Callable & (typeof entry)[1]] => typeof entry[1] === "function" && !MADE.has(entry[0]),
  );
  return functions.flatMap(([name, value]) => [callable(name, value), ...methodsOf(name, value, value)]);
}

/** The methods of an object, down to those of its classes. */
export function methodsOf(name: string, owner: object, object: object): Callee[] {
  const callees = new Map<string, Callee>();
  for (let level: object | null = owner; level !== null && level !== Object.prototype; ) {
    if (level === Function.prototype || level === Error || level === Error.prototype) break;
    for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (typeof value !== "function" || method === "constructor" || OWN.has(method) || callees.has(method)) continue;
      if (method === "prototype") continue;
      callees.set(method, { name: `${name}.${method}`, call: (given) => value.apply(object, given) });
    }
    level = Object.getPrototypeOf(level);
  }
  return [...callees.values()];
}
