// Whether a classifier is right as often as it claims: reliability diagrams and the expected calibration error
// (Guo et al., On Calibration of Modern Neural Networks, arXiv 1706.04599, section 2).

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { checkLabels, type Labels } from "./metrics.js";

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
export function reliabilityBins(predictions: Predictions, bins = 10): ReliabilityBin[] {
  checkOptions("reliabilityBins", predictions, { truth: "any", predicted: "any", confidence: "any" });
  const { truth, predicted, confidence } = predictions;
  checkLabels("reliabilityBins", truth, predicted);
  checkLabels("reliabilityBins", truth, confidence);
  const { length } = truth;
  const wrong = Array.from(confidence).find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new LinnetError(`reliabilityBins: expected finite confidences, got ${wrong}`);
  if (!Number.isInteger(bins) || bins < 1)
    throw new LinnetError(`reliabilityBins: expected bins to be a whole number of 1 or more, got ${describe(bins)}`);
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

/**
 * The mean over examples of the gap between their bin's confidence and accuracy; 0 is the best.
 * @throws LinnetError if there is no example
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  if (!Array.isArray(bins) || !bins.some((bin) => bin?.count > 0))
    throw new LinnetError(`expectedCalibrationError: expected bins with examples, got ${describe(bins)}`);
  const examples = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    bins.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0) / examples
  );
}
