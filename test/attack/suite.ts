// What the attacks are made of: a suite has numbered cases, and each must end well within bounds of time and memory.

/** Numbered cases of one kind: number 17 is the same in every run and every process. */
export interface Suite {
  readonly name: string;
  /** How many cases there are. @param mutations how many of each file were asked for */
  count(mutations: number): number;
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

interface Bounds {
  /** The longest that a case may take. */
  readonly seconds: number;
  /** How many megabytes the process may grow over what it had before the first case. */
  readonly megabytes: number;
}

/** What an attacked file is called: an error has to name it. */
export const FILE = "attacked-file";

/** How cases may go wrong. */
export type FaultKind = "crashed" | "hung" | "grown" | "threw";

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
