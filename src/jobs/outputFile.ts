// The files that a job ends with.

import { checkWritable, lockFile, placeOf, removeLeftovers } from "../platform/index.js";
import { OptionError } from "./optionError.js";

/** Files by the options that name them; undefined is none. Of one option there may be several. */
export type NamedFiles = readonly (readonly [option: string, path: string | undefined])[];

/**
 * Known before the work, and not after it. What killed runs have left beside the files is removed.
 * @param inputs files that the job reads
 * @throws OptionError naming the option whose file could not be written, is that of another, or is one that the job reads
 */
export async function checkOutputs(outputs: NamedFiles, inputs: readonly string[] = []): Promise<void> {
  const owners = new Map<string, string>();
  for (const [option, path] of outputs) {
    if (path === undefined) continue;
    await asProblemOf(option, path, checkWritable(path));
    const place = await placeOf(path);
    const owner = owners.get(place);
    if (owner !== undefined) throw new OptionError(option, `expected another file than ${owner}'s, got ${path}`);
    owners.set(place, option);
    await checkNoInput(option, path, inputs);
    await removeLeftovers(path);
  }
}

/** @throws OptionError naming the option if its file is among those that the job reads */
export async function checkNoInput(option: string, path: string | undefined, inputs: readonly string[]): Promise<void> {
  if (path === undefined) return;
  const place = await placeOf(path);
  // Of thousands of photographs only those of the same name are looked at.
  const asked = inputs.length > MANY ? inputs.filter((input) => nameOf(input) === nameOf(place)) : inputs;
  for (const input of asked) {
    if ((await placeOf(input)) === place)
      throw new OptionError(option, `expected another file than those that are read, got ${path}`);
  }
}

const MANY = 10;

const nameOf = (path: string): string | undefined => path.split(/[/\\]/).at(-1);

/**
 * Does work that ends with a file while no other run may write it.
 * @throws OptionError naming the option if another run is writing the file
 */
export async function whileLocked<T>(option: string, path: string | undefined, work: () => Promise<T>): Promise<T> {
  if (path === undefined) return work();
  const release = await asProblemOf(option, path, lockFile(path));
  try {
    return await work();
  } finally {
    await release();
  }
}

async function asProblemOf<T>(option: string, path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(option, `${path}: the file could not be written (${reason})`);
  }
}
