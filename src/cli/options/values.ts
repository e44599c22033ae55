// Reading the numbers and names that options carry.

import { InvalidArgumentError, Option } from "commander";
import { type BackendName, backendNames } from "../../backends/index.js";

interface Range {
  readonly least: number;
  readonly most?: number;
}

/** A parser for whole numbers within a range. */
export function wholeNumber({ least, most = Number.MAX_SAFE_INTEGER }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a whole number ${between(least, most)}, got "${text}"`);
  };
}

/** A parser for numbers within a range. */
export function realNumber({ least, most = Number.MAX_VALUE }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a number ${between(least, most)}, got "${text}"`);
  };
}

/** A parser for parts of a whole, from 0 to below 1, each above the one before: `0.5,0.8`. */
export function risingParts(text: string): number[] {
  const values = text.split(",").map(Number);
  const isRising = values.every((value, index) => value >= 0 && value < 1 && value > (values[index - 1] ?? -1));
  if (text.trim() !== "" && isRising) return values;
  throw new InvalidArgumentError(`expected rising numbers from 0 to below 1, as 0.5,0.8, got "${text}"`);
}

function between(least: number, most: number): string {
  return most >= Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
}

/** The job's default is the first. */
export function backendOption(): Option {
  return new Option("--backend <name>", "what computes")
    .choices([...backendNames])
    .default("wasm" satisfies BackendName);
}
