// What must be the same when a run continues, so that it reaches the weights of a run without a break.

import type { Layer } from "../../layers/layer.js";
import type { Weights } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";

/** A setting that differs between the checkpoint and the call. */
export interface Difference {
  readonly name: string;
  readonly saved: string;
  readonly given: string;
}

/** A checkpoint's run has other settings, or other frozen weights, than the call. */
export class OtherRunError extends LinnetError {
  override name = "OtherRunError";

  /** @param differences the settings that differ, for callers that name them differently */
  constructor(
    message: string,
    readonly differences: readonly Difference[] = [],
  ) {
    super(message);
  }
}

/** Settings by the caller's names, such as `batchSize` or `--batch-size`. */
export type Identity = { readonly [name: string]: string | number | boolean };

/** @throws OtherRunError naming the file and every setting that differs, with both values */
export function checkIdentity(file: string, saved: Identity, given: Identity): void {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(given)])];
  const differences = names
    .filter((name) => saved[name] !== given[name])
    .map((name) => ({ name, saved: describe(saved[name]), given: describe(given[name]) }));
  if (differences.length > 0) throw new OtherRunError(describeDifferences(file, differences), differences);
}

function describeDifferences(file: string, differences: readonly Difference[]): string {
  const all = differences.map(({ name, saved, given }) => `${name} is ${saved} in the checkpoint, got ${given}`);
  return `${file}: a run goes on with the settings that it began with: ${all.join("; ")}`;
}

/**
 * Frozen weights are an input of a run, like its data.
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
