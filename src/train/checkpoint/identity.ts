// What has to be the same where a run goes on, so that it comes to the weights of a run without a break.

import type { Layer } from "../../layers/layer.js";
import type { Weights } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";

/** A setting that differs: what the checkpoint has, and what was given. */
export interface Difference {
  readonly name: string;
  readonly saved: string;
  readonly given: string;
}

/** A checkpoint is of a run with other settings, or other frozen weights, than those that were given. */
export class OtherRunError extends LinnetError {
  override name = "OtherRunError";

  /** @param differences the settings that differ, for those who give them other names */
  constructor(
    message: string,
    readonly differences: readonly Difference[] = [],
  ) {
    super(message);
  }
}

/** Settings by the names that a person gives them, as `batchSize` or `--batch-size`. */
export type Identity = { readonly [name: string]: string | number | boolean };

/** @throws OtherRunError naming the file and every setting that differs, with what the checkpoint has and what was given */
export function checkIdentity(file: string, saved: Identity, given: Identity): void {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(given)])];
  const differences = names
    .filter((name) => saved[name] !== given[name])
    .map((name) => ({ name, saved: describe(saved[name]), given: describe(given[name]) }));
  if (differences.length > 0) throw new OtherRunError(describeDifferences(file, differences), differences);
}

/** @param nameOf what a setting is called; its own name */
function describeDifferences(
  file: string,
  differences: readonly Difference[],
  nameOf: (setting: string) => string = (setting) => setting,
): string {
  const all = differences.map(
    ({ name, saved, given }) => `${nameOf(name)} is ${saved} in the checkpoint, got ${given}`,
  );
  return `${file}: a run goes on with the settings that it began with: ${all.join("; ")}`;
}

/**
 * Frozen weights are an input of a run, as its data are.
 * @throws OtherRunError naming the file and the first frozen weight that differs
 */
export function checkFrozenWeights(file: string, saved: Weights, frozen: readonly Layer[]): void {
  for (const { name, values } of frozen.flatMap(({ parameters }) => parameters)) {
    const found = saved.get(name)?.values;
    if (found === undefined || values.every((value, index) => value === found[index])) continue;
    throw new OtherRunError(`${file}: a run goes on with the frozen weights that it began with, "${name}" has others`);
  }
}

function describe(value: Identity[string] | undefined): string {
  return value === undefined ? "not set" : String(value);
}
