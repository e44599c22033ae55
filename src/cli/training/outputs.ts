// The files that training ends with.

import { checkWritable } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkpointFile } from "./checkpoint.js";
import type { TrainOptions } from "./options.js";

/** Known before the work, and not after it. @throws LinnetError naming the option whose file could not be written */
export async function checkOutputs(options: Pick<TrainOptions, "output" | "csv" | "resume">): Promise<void> {
  const { output, csv } = options;
  const files = [
    ["--output", output],
    ["--csv", csv],
    ["--resume", checkpointFile(options)],
  ] as const;
  for (const [option, path] of files) {
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
