// The files that training ends with.

import { checkWritable } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { TrainOptions } from "./options.js";

/** Known before the work, and not after it. @throws LinnetError naming the option whose file could not be written */
export async function checkOutputs({ output, csv }: Pick<TrainOptions, "output" | "csv">): Promise<void> {
  for (const [option, path] of [["--output", output] as const, ["--csv", csv] as const]) {
    if (path !== undefined) await checkOutput(option, path);
  }
}

/** The same for one file. */
export async function checkOutput(option: string, path: string): Promise<void> {
  await checkWritable(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${option} ${path}: the file could not be written (${reason})`);
  });
}
