// What a figure that takes a while is given beside its data.

export interface FigureTools {
  /** Ends the work after what runs: the figure then throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Told after each part how many are done. */
  readonly onProgress: (done: number, total: number) => void;
}
