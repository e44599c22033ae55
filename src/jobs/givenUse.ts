// What a person says of a model's use where its file does not: the names of its classes, and how a picture becomes its input.

import { type PreprocessMode, preprocessModes } from "../data/preprocessModes.js";
import { expectClassifier, type ModelRecord, type NetworkRecord } from "../model/networkFile.js";
import { readFile } from "../platform/index.js";
import type { OptionKinds } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import type { Choices } from "./checkJob.js";
import { OptionError } from "./optionError.js";

export interface UseOptions {
  /** The names of the classes in the order of the outputs, or a text file with a name a line. Default: what the model's file says. */
  readonly labels?: string | readonly string[];
  /** How pixels become the network's input. Default: what the model's file says. */
  readonly preprocessing?: PreprocessMode;
  /** Height and width of the network's input. Default: the model's file's, which leaves none open. */
  readonly size?: number;
}

export const useKinds: OptionKinds<UseOptions> = {
  labels: ["string", "list"],
  preprocessing: "string",
  size: "number",
};
export const useChoices: Choices<UseOptions> = { preprocessing: preprocessModes };

/** The record with what was given in the place of what the file says. @throws LinnetError naming a file that cannot be read */
export async function withUse(record: NetworkRecord, { labels, preprocessing }: UseOptions): Promise<NetworkRecord> {
  const classes = typeof labels === "string" ? await readLabels(labels) : labels;
  return {
    ...record,
    ...(classes !== undefined && { classes }),
    ...(preprocessing !== undefined && {
      preprocessing: { resize: "bilinear", ...record.preprocessing, mode: preprocessing },
    }),
  };
}

/** @throws OptionError naming the option that gives what the model's file does not say */
export function expectUse(record: NetworkRecord, file: string): ModelRecord {
  if (record.classes === undefined)
    throw new OptionError("labels", `expected the names of the classes, which are not in ${file}`);
  if (record.preprocessing === undefined)
    throw new OptionError(
      "preprocessing",
      `expected one of ${preprocessModes.join(", ")}, since how a picture becomes the input is not in ${file}`,
    );
  return expectClassifier(record, file);
}

/** A name a line; Teachable Machine puts the number of the output before each. */
async function readLabels(path: string): Promise<readonly string[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LinnetError(`${path}: the labels could not be read (${error instanceof Error ? error.message : error})`);
  });
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const names = lines.filter((line) => line !== "");
  const areNumbered = names.every((name, index) => name.startsWith(`${index} `));
  return areNumbered ? names.map((name) => name.slice(name.indexOf(" ") + 1)) : names;
}
