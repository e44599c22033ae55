// The check of every options object: no option is ignored because of its spelling, and none is of another type than is said.

import { describe } from "./describe.js";
import { nearestName, plainName } from "./entryByName.js";
import { LinnetError } from "./errors.js";

/** What an option may be. `list`: any array. `any`: what checks it says so itself. */
export type OptionKind = "number" | "string" | "boolean" | "function" | "object" | "list" | "null" | "any";

/** The kinds of every option: leaving one out, or naming one that is not there, does not compile. */
export type OptionKinds<Options> = { readonly [Name in keyof Required<Options>]: OptionKind | readonly OptionKind[] };

/** Short forms and other libraries' words that are no misspellings of ours. */
const otherWords: { readonly [word: string]: string } = {
  lr: "learningRate",
  alpha: "negativeSlope",
  betas: "beta1",
  initiallearningrate: "initial",
  decayrate: "decay",
  usenesterov: "nesterov",
  eps: "epsilon",
  verbosity: "verbose",
  minlr: "minLearningRate",
};

/**
 * Refuses what is not an object of known options of the right kinds. An option that is undefined counts as not given.
 * @param where whose options they are, such as `Adam`
 * @throws LinnetError naming the option, with the spelling that was meant if there is one near
 */
export function checkOptions<Options extends object>(
  where: string,
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  if (!isRecord(options)) throw new LinnetError(`${where}: expected an object of options, got ${describe(options)}`);
  const expected: { readonly [name: string]: OptionKind | readonly OptionKind[] } = kinds;
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(expected, name)) throw new LinnetError(unknownOption(where, name, Object.keys(expected)));
    const allowed = [expected[name]!].flat();
    if (value !== undefined && !allowed.some((kind) => isOfKind(value, kind)))
      throw new LinnetError(
        `${where}: expected ${name} to be ${allowed.map((kind) => kindWords[kind]).join(" or ")}, got ${describe(value)}`,
      );
  }
}

function unknownOption(where: string, name: string, known: readonly string[]): string {
  const other = otherWords[plainName(name)];
  const nearest = other !== undefined && known.includes(other) ? other : nearestName(name, known);
  const hint = nearest === null ? `expected ${known.join(", ")}` : `did you mean ${nearest}?`;
  return `${where}: unknown option ${name}: ${hint}`;
}

export const kindWords: { readonly [Kind in OptionKind]: string } = {
  number: "a number",
  string: "a string",
  boolean: "true or false",
  function: "a function",
  object: "an object",
  list: "an array",
  null: "null",
  any: "anything",
};

export function isOfKind(value: unknown, kind: OptionKind): boolean {
  if (kind === "any") return true;
  if (kind === "list") return Array.isArray(value);
  if (kind === "null") return value === null;
  if (kind === "object") return isRecord(value) && !ArrayBuffer.isView(value);
  return typeof value === kind;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
