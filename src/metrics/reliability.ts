// Whether a classifier is right as often as it claims: reliability diagrams and the expected calibration error
// (Guo et al., On Calibration of Modern Neural Networks, arXiv 1706.04599, section 2).

import { LinnetError } from "../tensor/errors.js";
import type { Labels } from "./metrics.js";

/** The examples whose confidence is above `from`, up to `to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean probability of their predicted classes; 0 if there are none. */
  readonly confidence: number;
  /** The fraction of them that is right; 0 if there are none. */
  readonly accuracy: number;
}

export interface Predictions {
  readonly truth: Labels;
  readonly predicted: Labels;
  /** The probability of each example's predicted class. */
  readonly confidence: ArrayLike<number>;
}

/** @throws LinnetError if there is no example, the lengths differ, or `bins` is not a whole number above 0 */
export function reliabilityBins({ truth, predicted, confidence }: Predictions, bins = 10): ReliabilityBin[] {
  const { length } = truth;
  if (length === 0 || predicted.length !== length || confidence.length !== length) {
    const found = `${predicted.length}, ${confidence.length} and ${length}`;
    throw new LinnetError(`reliabilityBins: expected as many predictions and confidences as labels, got ${found}`);
  }
  if (!Number.isInteger(bins) || bins < 1)
    throw new LinnetError(`reliabilityBins: expected bins to be a whole number of 1 or more, got ${bins}`);
  const tallies = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < length; i += 1) {
    const tally = tallies[Math.min(Math.max(Math.ceil(confidence[i]! * bins) - 1, 0), bins - 1)]!;
    tally.count += 1;
    tally.confidence += confidence[i]!;
    if (truth[i] === predicted[i]) tally.right += 1;
  }
  return tallies.map(({ count, confidence: total, right }, index) => ({
    from: index / bins,
    to: (index + 1) / bins,
    count,
    confidence: count === 0 ? 0 : total / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
}

/** The mean over examples of the gap between their bin's confidence and accuracy; 0 is the best. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const examples = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0) / examples
  );
}
