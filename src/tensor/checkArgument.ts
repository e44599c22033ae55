// The check of what an argument is.

import { classNameOf, describe } from "./describe.js";
import { LinnetError } from "./errors.js";

/** What an option may be. `list`: any array. `any`: what checks it says so itself. */
export type OptionKind = "number" | "string" | "boolean" | "function" | "object" | "list" | "null" | "any";

/** A kind of options, or a class. */
type ArgumentKind = OptionKind | { readonly name: string; [Symbol.hasInstance](value: unknown): boolean };

/**
 * Refuses an argument that is of none of the kinds, such as one that is missing.
 * @param where whose argument it is, such as `gradCam`
 * @throws LinnetError naming the argument
 */
export function checkArgument(where: string, name: string, value: unknown, ...kinds: readonly ArgumentKind[]): void {
  if (kinds.some((kind) => isOf(value, kind))) return;
  const expected = kinds.map((kind) => (typeof kind === "string" ? kindWords[kind] : `a ${classNameOf(kind)}`));
  throw new LinnetError(`${where}: expected ${name} to be ${expected.join(" or ")}, got ${describe(value)}`);
}

/** Refuses what is no array, and an array that holds something of another kind. @throws LinnetError naming the entry */
export function checkList(where: string, name: string, values: unknown, ...kinds: readonly ArgumentKind[]): void {
  checkArgument(where, name, values, "list");
  const wrong = (values as readonly unknown[]).findIndex((value) => !kinds.some((kind) => isOf(value, kind)));
  if (wrong >= 0) checkArgument(where, `${name}[${wrong}]`, (values as readonly unknown[])[wrong], ...kinds);
}

const kindWords: { readonly [Kind in OptionKind]: string } = {
  number: "a number",
  string: "a string",
  boolean: "true or false",
  function: "a function",
  object: "an object",
  list: "an array",
  null: "null",
  any: "anything",
};

function isOf(value: unknown, kind: ArgumentKind): boolean {
  if (typeof kind !== "string") return value instanceof kind;
  if (kind === "any") return true;
  if (kind === "list") return Array.isArray(value);
  if (kind === "null") return value === null;
  if (kind === "object") return isRecord(value) && !ArrayBuffer.isView(value);
  return typeof value === kind;
}

/** A promise is what somebody forgot to await: it has no fields, and would count as nothing given. */
export function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}
