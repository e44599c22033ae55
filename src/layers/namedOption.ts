// Options that take a name, as "random_normal", or a name with arguments as plain data, as { name: "randomNormal", stddev: 0.1 }.
// Both can be written to model files.

import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";

/** A name with its arguments; `Arguments` has those of every name. */
export type NamedRecord<Arguments> = {
  readonly [Name in keyof Arguments]: { readonly name: Name } & Arguments[Name];
}[keyof Arguments];

/** The kinds of the arguments, for every name. */
export type NamedKinds<Arguments> = { readonly [Name in keyof Arguments]: OptionKinds<Arguments[Name]> };

/**
 * The record that was given, or meant by a name, with its name in our spelling.
 * @param where whose option it is and what it is called, such as `Dense: kernelInitializer`
 * @throws LinnetError if the name or an argument is unknown
 */
export function namedRecord<Arguments>(
  where: string,
  given: unknown,
  kinds: NamedKinds<Arguments>,
): NamedRecord<Arguments> {
  const record = typeof given === "string" ? { name: given } : given;
  if (typeof record !== "object" || record === null || !("name" in record))
    throw new LinnetError(`${where}: expected a name or an object with one, got ${describe(given)}`);
  // Nearly every weight of a network has a name alone in our spelling: nothing is left to check.
  if (Object.keys(record).length === 1 && Object.hasOwn(kinds, record.name as string))
    return record as NamedRecord<Arguments>;
  const entries = Object.fromEntries(Object.entries(kinds).map(([name, of]) => [name, { name, of: of as object }]));
  const { name, of } = entryByName(where, entries, record.name);
  const options: object = { ...record, name };
  checkOptions(`${where}: ${name}`, options, { ...of, name: "string" });
  return options as NamedRecord<Arguments>;
}
