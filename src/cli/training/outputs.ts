// The files that training ends with.

import { checkWritable } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkpointFile } from "./checkpoint.js";
import type { TrainOptions } from "./options.js";

/** Known before the work, and not after it. @throws LinnetError naming the option whose file could not be written */
export async function checkOutputs(options: Outputs): Promise<void> {
  const paths = {
    "--output": options.output,
    "--report": reportPath(options),
    "--plot": options.plot,
    "--csv": options.csv,
    "--resume": checkpointFile(options),
  };
  for (const [option, path] of Object.entries(paths)) {
    if (path !== undefined) await checkOutput(option, path);
  }
}

type Outputs = Pick<TrainOptions, "output" | "report" | "plot" | "csv" | "resume">;

/** Where the report goes, undefined where none is wanted: `linnet-model-report.html` for `linnet-model.safetensors`. */
export function reportPath({ output, report }: Pick<Outputs, "output" | "report">): string | undefined {
  if (report === false) return undefined;
  return report ?? `${output.replace(/\.safetensors$/, "")}-report.html`;
}

/** The same for one file. */
export async function checkOutput(option: string, path: string): Promise<void> {
  await checkWritable(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${option} ${path}: the file could not be written (${reason})`);
  });
}
