// The files that training ends with.

import { checkOutput } from "../outputFile.js";
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
