// What a job can be told of how photographs are read.

import { DEFAULT_MAXIMUM_PIXELS, type DecodeOptions } from "../data/decodeOptions.js";
import type { OptionKinds } from "../tensor/checkOptions.js";
import type { MachineOptions } from "./machine.js";

export interface ReadingOptions
  extends Pick<DecodeOptions, "maximumPixels" | "allowTruncated">,
    Pick<MachineOptions, "threads"> {}

/** What its options may be, for the jobs that have them among others. */
export const readingKinds: OptionKinds<ReadingOptions> = {
  threads: "number",
  maximumPixels: "number",
  allowTruncated: "boolean",
};

export const readingDefaults = { maximumPixels: DEFAULT_MAXIMUM_PIXELS } as const satisfies ReadingOptions;

/** Those that are given, for a loader; what a job does not know of is left out. */
export function readingOf({ threads, maximumPixels, allowTruncated }: ReadingOptions): ReadingOptions {
  return {
    ...(threads !== undefined && { threads }),
    ...(maximumPixels !== undefined && { maximumPixels }),
    ...(allowTruncated !== undefined && { allowTruncated }),
  };
}
