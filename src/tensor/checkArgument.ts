// The check of arguments that are no options.

import { isOfKind, kindWords, type OptionKind } from "./checkOptions.js";
import { classNameOf, describe } from "./describe.js";
import { LinnetError } from "./errors.js";

/** A kind of options, or a class. */
type ArgumentKind = OptionKind | { readonly name: string; [Symbol.hasInstance](value: unknown): boolean };

/**
 * Refuses an argument that is of none of the kinds, such as one that is missing.
 * @param where whose argument it is, such as `gradCam`
 * @throws LinnetError naming the argument
 */
export function checkArgument(where: string, name: string, value: unknown, ...kinds: readonly ArgumentKind[]): void {
  const fits = (kind: ArgumentKind): boolean =>
    typeof kind === "string" ? isOfKind(value, kind) : value instanceof kind;
  if (kinds.some(fits)) return;
  const expected = kinds.map((kind) => (typeof kind === "string" ? kindWords[kind] : `a ${classNameOf(kind)}`));
  throw new LinnetError(`${where}: expected ${name} to be ${expected.join(" or ")}, got ${describe(value)}`);
}

/** Refuses what is no array, and an array that holds something of another kind. @throws LinnetError naming the entry */
export function checkList(where: string, name: string, values: unknown, ...kinds: readonly ArgumentKind[]): void {
  checkArgument(where, name, values, "list");
  for (const [index, value] of (values as readonly unknown[]).entries())
    checkArgument(where, `${name}[${index}]`, value, ...kinds);
}
