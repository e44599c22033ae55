// Paths of photographs and of folders of them, as the photographs.

import { photographsBelow } from "../data/folderWalk.js";
import { listFolder } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";

interface Pictures {
  readonly files: readonly string[];
  /** What else is in the folders, a line for each folder. */
  readonly notes: readonly string[];
}

/**
 * A folder stands for the photographs in it and below, in the order of their names.
 * @throws LinnetError naming a folder that holds none
 */
export async function picturesOf(paths: readonly string[]): Promise<Pictures> {
  const files: string[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const isFolder = await listFolder(path).then(
      () => true,
      () => false,
    );
    if (!isFolder) {
      files.push(path);
      continue;
    }
    const { photographs, skipped } = await photographsBelow(null, [path]);
    const [first] = skipped;
    const example = first === undefined ? "" : `, such as ${first.path}: ${first.reason}`;
    if (photographs.length === 0)
      throw new LinnetError(`${path}: expected JPEG, PNG or WebP photographs in the folder, got none${example}`);
    files.push(...photographs);
    if (first !== undefined) notes.push(`${path}: left out what is no photograph (${skipped.length})${example}`);
  }
  return { files, notes };
}
