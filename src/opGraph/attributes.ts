// The attributes of a node, with the defaults that its op has for them.

import type { Constant, GraphNode, Subgraph } from "../formats/opGraphTypes.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

function expected(name: string, what: string, found: unknown): LinnetError {
  return new LinnetError(`expected ${name} to be ${what}, got ${describe(found)}`);
}

/** @throws LinnetError if it is no number, or missing and without a default */
export function numberOf({ attributes }: GraphNode, name: string, fallback?: number): number {
  const value = attributes[name] ?? fallback;
  if (typeof value === "number") return value;
  throw expected(name, "a number", value);
}

/** A number of 1 for yes and 0 for no, or a word of those. */
export function flagOf({ attributes }: GraphNode, name: string, fallback: boolean): boolean {
  const value = attributes[name] ?? fallback;
  if (typeof value === "number" || typeof value === "boolean") return Boolean(value);
  throw expected(name, "true or false", value);
}

export function wordOf({ attributes }: GraphNode, name: string, fallback: string): string {
  const value = attributes[name] ?? fallback;
  if (typeof value === "string") return value;
  throw expected(name, "a word", value);
}

/** Null if the node does not have it. */
export function numbersOf({ attributes }: GraphNode, name: string): readonly number[] | null {
  const value = attributes[name];
  if (value === undefined) return null;
  if (Array.isArray(value) && value.every((one) => typeof one === "number")) return value;
  throw expected(name, "a list of numbers", value);
}

/** Null if the node does not have it. */
export function constantOf({ attributes }: GraphNode, name: string): Constant | null {
  const value = attributes[name];
  if (value === undefined) return null;
  if (typeof value === "object" && "values" in value && "shape" in value) return value;
  throw expected(name, "a tensor", value);
}

/** @throws LinnetError if the node does not have it */
export function subgraphOf({ attributes }: GraphNode, name: string): Subgraph {
  const value = attributes[name];
  if (typeof value === "object" && "nodes" in value) return value;
  throw expected(name, "a graph", value);
}
