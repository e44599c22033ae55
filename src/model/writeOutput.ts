// Writes a model, or a result of training, whole or not at all; errors say which file and why.

import { writeFileAtomically } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";

/**
 * Replaces the file, which stays as it was if writing fails.
 * @param what the content, such as "the model"
 * @throws LinnetError naming the file and the reason, such as a full disk or a missing folder
 */
export async function writeOutput(what: string, file: string, content: Uint8Array | string): Promise<void> {
  await writeFileAtomically(file, content).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${file}: ${what} could not be written (${reason})`);
  });
}
