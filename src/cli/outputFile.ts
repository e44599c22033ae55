// Files that commands write.

import { checkWritable, writeFileAtomically } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";

/** Known before the work, and not after it. @throws LinnetError naming the option whose file could not be written */
export async function checkOutput(option: string, path: string): Promise<void> {
  await checkWritable(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${option} ${path}: the file could not be written (${reason})`);
  });
}

/** Data for other programs, in lines that a person can read. */
export function writeJson(path: string, data: unknown): Promise<void> {
  return writeFileAtomically(path, `${JSON.stringify(data, null, 2)}\n`);
}
