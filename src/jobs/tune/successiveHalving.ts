// Successive halving (arXiv 1502.07943, section 3): many candidates are trained a little, the best of them longer.

import { checkCount } from "../../tensor/checkCount.js";
import { LinnetError } from "../../tensor/errors.js";

export interface HalvingShape {
  /** How many candidates there are. */
  readonly trials: number;
  /** The epochs of those that reach the last rung. */
  readonly epochs: number;
  /** One candidate in `factor` goes on from each rung, to `factor` times as many epochs. Default: 3. */
  readonly factor?: number;
}

/** How far a rung trains, and how many reach it. */
export interface RungShape {
  /** Counted from the first, those of the rungs before among them. */
  readonly epochs: number;
  readonly trials: number;
}

/**
 * The rungs, in order: as many as leave a whole epoch for the first and a candidate for the last. With 27 trials, 20
 * epochs and factor 3: 27 for 2 epochs, 9 for 7, 3 for 20.
 * @throws LinnetError if an argument is not a whole number of 1 or more, or the factor is below 2
 */
export function planRungs({ trials, epochs, factor = 3 }: HalvingShape): RungShape[] {
  for (const [name, value] of Object.entries({ trials, epochs, factor })) checkCount("successiveHalving", name, value);
  if (factor < 2) throw new LinnetError(`successiveHalving: expected factor to be 2 or more, got ${factor}`);
  const divisors = [1];
  while (divisors[0]! * factor <= Math.min(trials, epochs)) divisors.unshift(divisors[0]! * factor);
  return divisors.map((divisor, rung) => ({
    epochs: Math.round(epochs / divisor),
    trials: Math.floor(trials / factor ** rung),
  }));
}

/** Epochs that are trained in all rungs together. */
export function totalEpochs(rungs: readonly RungShape[]): number {
  return rungs.reduce((sum, { epochs, trials }, rung) => sum + trials * (epochs - (rungs[rung - 1]?.epochs ?? 0)), 0);
}

/** The epochs of one call: the candidate has had `from`, and is to have had `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface HalvingOptions<Candidate, Result> extends Omit<HalvingShape, "trials"> {
  readonly candidates: readonly Candidate[];
  /** Trains the candidate for these epochs more, and measures it. */
  readonly train: (candidate: Candidate, span: Span) => Promise<Result>;
  /** Below 0 if the first result is the better one. */
  readonly compare: (first: Result, second: Result) => number;
  /** Told of every rung that is finished, or was begun when the search ended. */
  readonly onRung?: (rung: Rung<Candidate, Result>) => void;
  /** Ends the search; what was being trained then does not count. */
  readonly signal?: AbortSignal;
}

export interface Trial<Candidate, Result> {
  readonly candidate: Candidate;
  readonly result: Result;
}

export interface Rung<Candidate, Result> {
  readonly epochs: number;
  /** The best first; of equal ones, that which came first among the candidates. */
  readonly trials: readonly Trial<Candidate, Result>[];
}

export interface HalvingResult<Candidate, Result> {
  readonly rungs: readonly Rung<Candidate, Result>[];
  /** The best of the last rung that was reached; null if the search ended before its first result. */
  readonly best: Trial<Candidate, Result> | null;
  readonly interrupted: boolean;
}

/**
 * Trains every candidate for the epochs of the first rung, the best `1 / factor` of them up to those of the second, and so
 * on. A rung begins with the best of the one before, so that a search that is ended early has the most likely winner.
 * @throws LinnetError if there is no candidate, or as `planRungs`
 */
export async function successiveHalving<Candidate, Result>(
  options: HalvingOptions<Candidate, Result>,
): Promise<HalvingResult<Candidate, Result>> {
  const { candidates, train, compare, onRung, signal } = options;
  const rungs: Rung<Candidate, Result>[] = [];
  let contenders = candidates;
  let from = 0;
  const isStopped = (): boolean => signal?.aborted === true;
  for (const { epochs: to, trials } of planRungs({ ...options, trials: candidates.length })) {
    const finished: Trial<Candidate, Result>[] = [];
    for (const candidate of contenders.slice(0, trials)) {
      if (isStopped()) break;
      const result = await train(candidate, { from, to });
      if (!isStopped()) finished.push({ candidate, result });
    }
    finished.sort((first, second) => compare(first.result, second.result));
    if (finished.length > 0) {
      rungs.push({ epochs: to, trials: finished });
      onRung?.(rungs.at(-1)!);
    }
    if (isStopped()) break;
    contenders = finished.map(({ candidate }) => candidate);
    from = to;
  }
  return { rungs, best: rungs.at(-1)?.trials[0] ?? null, interrupted: isStopped() };
}
