// What the attacks are made of: a suite has numbered cases, and each must end well within bounds of time and memory.

/** Numbered cases of one kind: number 17 is the same in every run and every process. */
export interface Suite {
  readonly name: string;
  /** How many cases there are. @param mutations how many of each file were asked for */
  count(mutations: number): number;
  /** Loads what the cases need, before their time and memory are measured. Default: nothing is loaded. */
  prepare?(): Promise<void>;
  /** Runs a case. It may succeed, or throw a LinnetError that names its place; all else is a fault. */
  run(place: number): Promise<void>;
  /** Whether the message of an error says where it came from. */
  names(message: string): boolean;
  /** Why it cannot be run here; null if it can. Default: it can. */
  skipped?(): string | null;
  /** What a case is, for the line about a fault. */
  describe(place: number): Promise<string>;
  readonly bounds: Bounds;
  /** Whether every case gets a process of its own, since its memory is what counts. Default: false. */
  readonly isApart?: boolean;
}

export interface Bounds {
  /** The longest that a case may take, on a machine that has other work too: then its process is ended. */
  readonly seconds: number;
  /** The longest that a case may keep the processors busy. Default: as long as it may take. */
  readonly processorSeconds?: number;
  /** How many megabytes the process may grow over what it had before the first case. */
  readonly megabytes: number;
}

/** What reading a small file may take; ten times as long by the clock, for machines that have other work. */
export const readingBounds: Bounds = { seconds: 10, processorSeconds: 1, megabytes: 256 };

/** What an attacked file is called: an error has to name it. */
export const FILE = "attacked-file";

/** How cases may go wrong. */
export const faultKinds = ["crashed", "hung", "slow", "grown", "threw"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly place: number;
  readonly text: string;
}

/** How a suite went. */
export interface Outcome {
  readonly cases: number;
  readonly opened: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
}
