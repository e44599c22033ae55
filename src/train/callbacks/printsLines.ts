// The `verbose` of callbacks.

export interface VerboseOption {
  /** 1 prints a line when the callback does something. Default: 0. */
  readonly verbose?: number;
}

/** Prints a line, or nothing if `verbose` is 0. */
export function printsLines(verbose = 0): (line: string) => void {
  return verbose > 0 ? console.log : () => undefined;
}
