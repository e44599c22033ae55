// The check of what a job is told, before it works: names, kinds, ranges and choices of its options.

import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import type { JobControl } from "./events.js";
import { OptionError } from "./optionError.js";

interface Range {
  readonly least: number;
  readonly most: number;
  /** Default: false. */
  readonly whole?: boolean;
}

const count = (most: number, least = 1): Range => ({ least, most, whole: true });

const positive: Range = { least: 1e-6, most: 1e6 };
const part: Range = { least: 0.01, most: 0.99 };

/** The ranges of options in all jobs and commands: what is beyond them would take memory that no machine has, or never end. */
export const ranges = {
  accumulate: count(1e6),
  alpha: { least: 0.1, most: 2 },
  batchSize: count(16384),
  clipNorm: positive,
  dropout: { least: 0, most: 0.99 },
  earlyStopping: count(1e6),
  epochs: count(1e6),
  everySeconds: { least: 0, most: 1e9 },
  factor: count(1000, 2),
  fineTune: count(1000),
  fineTuneEpochs: count(1e6),
  fineTuneLearningRate: { least: 0, most: 1e6 },
  hidden: count(16384, 0),
  labelSmoothing: { least: 0, most: 1 },
  layerDecay: { least: 0.01, most: 1 },
  learningRate: { least: 0, most: 1e6 },
  limit: count(1e9),
  maximumPixels: count(1e9),
  mixup: positive,
  pictures: count(1e5),
  seed: count(Number.MAX_SAFE_INTEGER, 0),
  size: count(1024, 32),
  testSize: part,
  threads: count(256, 0),
  trials: count(1e5),
  validationSize: part,
  weightDecay: { least: 0, most: 1e6 },
} as const satisfies { readonly [option: string]: Range };

/** What an option of names may be. */
export type Choices<Options> = { readonly [Name in keyof Options]?: readonly string[] };

/**
 * @param where whose options they are, such as `trainJob`
 * @throws LinnetError naming an option that is unknown or of the wrong kind, OptionError one that is out of its range
 */
export function checkJobOptions<Options extends object>(
  where: string,
  options: Options,
  kinds: OptionKinds<Options>,
  choices: Choices<Options> = {},
): void {
  checkOptions(where, options, kinds);
  for (const [name, value] of Object.entries(options)) {
    const range: Range | undefined = Object.hasOwn(ranges, name) ? ranges[name as keyof typeof ranges] : undefined;
    const names = choices[name as keyof Options];
    if (typeof value === "number" && range !== undefined && !isWithin(value, range))
      throw new OptionError(name, `expected a ${inWords(range)}, got ${value}`);
    if (value !== undefined && names !== undefined && !names.includes(value))
      throw new OptionError(name, `expected one of ${names.join(", ")}, got ${describe(value)}`);
  }
}

/** `whole number from 1 to 16384`. */
export function inWords({ least, most, whole = false }: Range): string {
  const kind = whole ? "whole number" : "number";
  return most >= Number.MAX_SAFE_INTEGER ? `${kind} of at least ${least}` : `${kind} from ${least} to ${most}`;
}

export function isWithin(value: number, { least, most, whole = false }: Range): boolean {
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

export const controlKinds: OptionKinds<JobControl> = { signal: "object", onEvent: "function" };

/** @throws LinnetError naming what is neither a signal nor a listener */
export function checkControl(where: string, control: JobControl): void {
  checkOptions(where, control, controlKinds);
}
