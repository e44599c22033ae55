// What a person says of a model's use where its file does not: the names of its classes, and how a picture becomes its input.

import { type PreprocessMode, preprocessModes } from "../data/preprocessModes.js";
import type { LayerOutput } from "../layers/layer.js";
import type { NetworkRecord } from "../model/networkFile.js";
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

interface NamedModel {
  readonly outputs: readonly LayerOutput[];
  /** What it is called in errors. */
  readonly file: string;
}

/**
 * The record with what was given in the place of what the file says.
 * @throws LinnetError naming a file of labels that cannot be read, or has more or fewer names than the model has classes
 */
export async function withUse(
  record: NetworkRecord,
  { labels, preprocessing }: UseOptions,
  model: NamedModel,
): Promise<NetworkRecord> {
  const classes = typeof labels === "string" ? await readLabels(labels) : labels;
  if (labels !== undefined && classes !== undefined) checkCount(labels, classes, model);
  return {
    ...record,
    ...(classes !== undefined && { classes }),
    ...(preprocessing !== undefined && {
      preprocessing: { resize: "bilinear", ...record.preprocessing, mode: preprocessing },
    }),
  };
}

/** @throws LinnetError or OptionError saying where the names are from, if they are not as many as the classes */
function checkCount(labels: string | readonly string[], names: readonly string[], { outputs, file }: NamedModel): void {
  const numbers = outputs[0]!.shape.at(-1) ?? 1;
  const expected = numbers === 1 ? 2 : numbers;
  if (outputs.length > 1 || names.length === expected) return;
  const counts = `expected ${expected} names, for the classes of ${file}, got ${names.length}`;
  const isOneShort = names.length + 1 === expected;
  const problem = isOneShort ? `${counts}; usually the name that lacks is "background", as the first` : counts;
  throw typeof labels === "string" ? new LinnetError(`${labels}: ${problem}`) : new OptionError("labels", problem);
}

/** A name a line; Teachable Machine puts the number of the output before each. */
async function readLabels(path: string): Promise<readonly string[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LinnetError(`${path}: the labels could not be read (${error instanceof Error ? error.message : error})`);
  });
  const lines = textOf(bytes, path)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const names = lines.filter((line) => line !== "");
  const areNumbered = names.every((name, index) => name.startsWith(`${index} `));
  return areNumbered ? names.map((name) => name.slice(name.indexOf(" ") + 1)) : names;
}

function textOf(bytes: Uint8Array, path: string): string {
  const refused = new LinnetError(
    `${path}: expected a text file (UTF-8) with the name of a class a line, got binary data`,
  );
  if (bytes.includes(0)) throw refused;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused;
  }
}
