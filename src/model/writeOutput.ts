// Writing a model, or a result of training: whole or not at all, and an error that says which file and why.

import { writeFileAtomically } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";

/**
 * Replaces the file, which stays as it was where that fails.
 * @param what the content, as "the model"
 * @throws LinnetError naming the file and the reason: a full disk, a folder that is gone
 */
export async function writeOutput(what: string, file: string, content: Uint8Array | string): Promise<void> {
  await writeFileAtomically(file, content).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${file}: ${what} could not be written (${reason})`);
  });
}
