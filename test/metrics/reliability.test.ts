import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectedCalibrationError, reliabilityBins } from "../../src/metrics/reliability.js";

const predictions = { truth: [0, 1, 1, 0], predicted: [0, 1, 0, 1], confidence: [0.9, 0.8, 0.7, 1] };

test("examples fall into the bin that their confidence is in, its upper end included", () => {
  const bins = reliabilityBins(predictions, 4);
  assert.equal(
    bins.map(({ count }) => count),
    [0, 0, 1, 3],
  );
  assert.ok(Math.abs(bins[3]!.confidence - 0.9) < 1e-12);
  assert.ok(Math.abs(bins[3]!.accuracy - 2 / 3) < 1e-12);
  assert.equal([bins[3]!.from, bins[3]!.to], [0.75, 1]);
});

test("the error is the gap between confidence and accuracy, weighted by examples", () => {
  const expected = (1 * Math.abs(0.7 - 0) + 3 * Math.abs(0.9 - 2 / 3)) / 4;
  assert.ok(Math.abs(expectedCalibrationError(reliabilityBins(predictions, 4)) - expected) < 1e-12);
  assert.is(expectedCalibrationError(reliabilityBins({ truth: [1], predicted: [1], confidence: [1] })), 0);
});

test("nothing can be said of no example, of lists that differ, or of no bin", () => {
  assert.throws(() => reliabilityBins({ truth: [], predicted: [], confidence: [] }), /got 0 and 0/);
  assert.throws(() => reliabilityBins({ ...predictions, confidence: [1] }), /got 1 and 4/);
  assert.throws(
    () => reliabilityBins({ ...predictions, confidence: [1, 0.5, Number.NaN, 1] }),
    /expected finite confidences, got NaN/,
  );
  assert.throws(() => reliabilityBins(null as never), /reliabilityBins: expected an object of options, got null/);
  assert.throws(() => expectedCalibrationError([]), /expected bins with examples, got an array of 0/);
  assert.throws(() => reliabilityBins(predictions, 0), /expected bins to be a whole number of 1 or more, got 0/);
});

test.run();
