// Writes the figures of each epoch to a CSV file.

import { writeOutput } from "../../model/writeOutput.js";
import type { Callback, Logs } from "./callback.js";

/**
 * A header, and a line per epoch, counted from 0; the file is whole after every epoch. A run that continues an earlier one
 * keeps its lines. See https://keras.io/api/callbacks/csv_logger.
 */
export function csvLogger(file: string): Callback {
  let lines: string[] = [];
  let names: readonly string[] = [];
  const row = (epoch: number, logs: Logs): string => [epoch, ...names.map((name) => logs[name] ?? "")].join(",");
  return {
    memory: {
      name: "csvLogger",
      save: () => ({ values: { names, lines: [...lines] } }),
      restore: ({ values }) => {
        names = values.names as string[];
        lines = values.lines as string[];
      },
    },
    onTrainBegin: ({ initialEpoch }) => {
      if (initialEpoch === 0) lines = [];
    },
    onEpochEnd: async (epoch, logs) => {
      if (lines.length === 0) {
        names = Object.keys(logs);
        lines.push(["epoch", ...names].join(","));
      }
      lines.push(row(epoch, logs));
      await writeOutput("the log", file, `${lines.join("\n")}\n`);
    },
  };
}
