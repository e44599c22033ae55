// The check of every options object: no option is ignored because of its spelling, and none is of another type than is said.

import { checkArgument, isRecord, type OptionKind } from "./checkArgument.js";
import { describe } from "./describe.js";
import { nearestName, plainName } from "./entryByName.js";
import { LinnetError } from "./errors.js";

/** The kinds of every option: leaving one out, or naming one that is not there, does not compile. */
export type OptionKinds<Options> = { readonly [Name in keyof Required<Options>]: OptionKind | readonly OptionKind[] };

/** Short forms and other libraries' words that are no misspellings of ours. */
const otherWords: { readonly [word: string]: string } = {
  lr: "learningRate",
  alpha: "negativeSlope",
  betas: "beta1",
  initiallearningrate: "initial",
  endlearningrate: "end",
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
    if (value !== undefined) checkArgument(where, name, value, ...[expected[name]!].flat());
  }
}

function unknownOption(where: string, name: string, known: readonly string[]): string {
  const other = otherWords[plainName(name)];
  const nearest = other !== undefined && known.includes(other) ? other : nearestName(name, known);
  const hint = nearest === null ? `expected ${known.join(", ")}` : `did you mean ${nearest}?`;
  return `${where}: unknown option ${name}: ${hint}`;
}
