// Reading the numbers and names that options carry.

import { type Command, InvalidArgumentError, Option } from "commander";
import { type BackendName, backendNames } from "../../backends/index.js";
import { inWords, isWithin, ranges } from "../../jobs/checkJob.js";
import { flagOf } from "./given.js";

type NumberName = keyof typeof ranges;

/**
 * Adds `--learning-rate <number>` for `learningRate`, and so on.
 * @param described what each is, by its name
 * @param defaults what the help says of those that have one
 */
export function addNumbers(
  command: Command,
  described: { readonly [Name in NumberName]?: string },
  defaults: { readonly [Name in NumberName]?: number } = {},
): Command {
  for (const [name, description] of Object.entries(described) as [NumberName, string][])
    command.option(`${flagOf(name)} <number>`, description, numberFor(name), defaults[name]);
  return command;
}

/** A parser for numbers in the range that the jobs have for the option. @param least Default: the range's. */
export function numberFor(option: NumberName, least?: number): (text: string) => number {
  const range = { ...ranges[option], ...(least !== undefined && { least }) };
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && isWithin(value, range)) return value;
    throw new InvalidArgumentError(`expected a ${inWords(range)}, got "${text.slice(0, 60)}"`);
  };
}

/** A parser for parts of a whole, from 0 to below 1, each above the one before: `0.5,0.8`. */
export function risingParts(text: string): number[] {
  const values = text.split(",").map(Number);
  const isRising = values.every((value, index) => value >= 0 && value < 1 && value > (values[index - 1] ?? -1));
  if (text.trim() !== "" && isRising) return values;
  throw new InvalidArgumentError(`expected rising numbers from 0 to below 1, as 0.5,0.8, got "${text.slice(0, 60)}"`);
}

/** The job's default is the first. */
export function backendOption(): Option {
  return new Option("--backend <name>", "what computes")
    .choices([...backendNames])
    .default("wasm" satisfies BackendName);
}
