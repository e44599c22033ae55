// The files that a job ends with.

import { checkWritable } from "../platform/index.js";
import { OptionError } from "./optionError.js";

/** Known before the work, and not after it. @throws OptionError naming the option whose file could not be written */
export async function checkOutputFile(option: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  await checkWritable(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(option, `${path}: the file could not be written (${reason})`);
  });
}
