// Writes the figures of each epoch to a CSV file.

import { writeOutput } from "../../model/writeOutput.js";
import { fileExists, readFile } from "../../platform/index.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback, Logs } from "./callback.js";

export interface CsvLoggerOptions {
  /** What stands between two columns. Default: ",". */
  readonly separator?: string;
  /** Whether the lines follow those of a file that is there already. Default: false. */
  readonly append?: boolean;
}

/** As in Keras, whose files follow RFC 4180. */
const END = "\r\n";

/**
 * A header, and a line per epoch, counted from 0; the figures are in alphabetical order, one that an epoch lacks is `NA`.
 * The file is whole after every epoch. A run that continues an earlier one keeps its lines.
 * See https://keras.io/api/callbacks/csv_logger.
 * @throws LinnetError naming the argument that is wrong
 */
export function csvLogger(file: string, options: CsvLoggerOptions = {}): Callback {
  if (typeof file !== "string" || file === "")
    throw new LinnetError(`csvLogger: expected the name of a file, got ${describe(file)}`);
  checkOptions("csvLogger", options, { separator: "string", append: "boolean" });
  const { separator = ",", append = false } = options;
  let lines: string[] = [];
  let names: readonly string[] = [];
  let skipsValidation = false;
  const row = (epoch: number, logs: Logs): string =>
    [epoch, ...names.map((name) => logs[name] ?? "NA")].join(separator);
  return {
    memory: {
      name: "csvLogger",
      save: () => ({ values: { names, lines: [...lines] } }),
      restore: ({ values }) => {
        names = values.names as string[];
        lines = values.lines as string[];
      },
    },
    onTrainBegin: async (run) => {
      skipsValidation = run.skipsValidation === true;
      if (append) lines = await linesOf(file);
      else if (run.initialEpoch === 0) lines = [];
    },
    onEpochEnd: async (epoch, logs) => {
      if (names.length === 0) names = columns(logs, skipsValidation);
      if (lines.length === 0) lines.push(["epoch", ...names].join(separator));
      lines.push(row(epoch, logs));
      await writeOutput("the log", file, lines.map((line) => `${line}${END}`).join(""));
    },
  };
}

/** The first epoch may have no figures of the validation, though later ones do. */
function columns(logs: Logs, skipsValidation: boolean): readonly string[] {
  const names = Object.keys(logs);
  const measured = names.filter((name) => name !== "learning_rate").map((name) => `val_${name}`);
  const hasAll = !skipsValidation || names.some((name) => name.startsWith("val_"));
  return [...names, ...(hasAll ? [] : measured)].sort();
}

async function linesOf(file: string): Promise<string[]> {
  if (!(await fileExists(file))) return [];
  const text = new TextDecoder().decode(await readFile(file));
  return text.split(/\r?\n/).filter((line) => line !== "");
}
