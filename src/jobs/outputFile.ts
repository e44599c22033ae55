// The files that a job ends with.

import { checkWritable, fileExists, lockFile, placeOf, removeLeftovers } from "../platform/index.js";
import { openPhotographs, type PhotographSource } from "./dataset/dataset.js";
import { nameBelow } from "./nameBelow.js";
import { OptionError } from "./optionError.js";
import { picturesOf } from "./picturesOf.js";

/** Files by the options that name them; undefined is none. Of one option there may be several. */
export type NamedFiles = readonly (readonly [option: string, path: string | undefined])[];

/**
 * Checks before a job's work, which may take hours, that its files can be written at the end. Removes the temporary files
 * that killed runs have left beside them.
 * @param inputs files that the job reads; undefined is none
 * @param photographs those that it reads, and those beside them that its limit leaves out
 * @throws OptionError naming the option whose file could not be written, is that of another, is one that the job reads, or
 * would stand among the photographs of a class
 */
export async function checkOutputs(
  outputs: NamedFiles,
  inputs: readonly (string | undefined)[] = [],
  photographs?: PhotographSource,
): Promise<void> {
  const owners = new Map<string, Output>();
  for (const [option, path] of outputs) {
    if (path === undefined) continue;
    await asProblemOf(option, path, checkWritable(path));
    const place = await placeOf(path);
    const owner = owners.get(place);
    if (owner !== undefined) throw new OptionError(option, `expected another file than ${owner.option}'s, got ${path}`);
    owners.set(place, { option, path });
  }
  await checkNoneIsRead(owners, inputs, photographs);
  if (typeof photographs === "string") checkNoneIsInClass(owners, await placeOf(photographs));
  for (const [, path] of outputs) if (path !== undefined) await removeLeftovers(path);
}

/** A file there would count as a photograph of the class the next time. */
function checkNoneIsInClass(owners: ReadonlyMap<string, Output>, root: string): void {
  for (const [place, { option, path }] of owners) {
    if (nameBelow(root, place)?.includes("/") === true)
      throw new OptionError(option, `expected a place outside of the photographs' classes, got ${path}`);
  }
}

interface Output {
  readonly option: string;
  readonly path: string;
}

/** Of what is not there yet nothing can be read: a folder is listed only where a file would be replaced. */
async function checkNoneIsRead(
  owners: ReadonlyMap<string, Output>,
  inputs: readonly (string | undefined)[],
  photographs: PhotographSource | undefined,
): Promise<void> {
  const there = await Promise.all([...owners.keys()].map(fileExists));
  if (!there.includes(true)) return;
  for (const input of [...inputs, ...(await filesOf(photographs))]) {
    const output = input === undefined ? undefined : owners.get(await placeOf(input));
    if (output === undefined) continue;
    throw new OptionError(output.option, `expected another file than those that are read, got ${output.path}`);
  }
}

/** Of a folder, all that are in it or below: not every job asks for classes. */
async function filesOf(photographs: PhotographSource | undefined): Promise<readonly string[]> {
  if (photographs === undefined) return [];
  return (await (typeof photographs === "string" ? picturesOf([photographs]) : openPhotographs(photographs))).files;
}

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
