import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { metricOf } from "../../src/metrics/metric.js";
import { accuracy, f1Score, precision, recall } from "../../src/metrics/metrics.js";
import { RunningMetrics } from "../../src/metrics/runningMetrics.js";

const names = ["accuracy", "precision", "recall", "f1"] as const;
const one = [{ name: null, shape: [1], metrics: names.map(metricOf) }];

function oneHot(labels: readonly number[], classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    rows[row * classes + label] = 1;
  });
  return rows;
}

const pair = fc.record({ truth: fc.nat(3), predicted: fc.nat(3) });

test("metrics over batches are those of all examples at once", () => {
  fc.assert(
    fc.property(fc.array(fc.array(pair, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 5 }), (batches) => {
      const running = new RunningMetrics(one);
      for (const [index, batch] of batches.entries()) {
        const y = oneHot(
          batch.map(({ truth }) => truth),
          4,
        );
        const output = oneHot(
          batch.map(({ predicted }) => predicted),
          4,
        );
        running.add({ count: batch.length, loss: index, outputs: [{ loss: index, target: y, output }] });
      }
      const truth = batches.flat().map((one) => one.truth);
      const predicted = batches.flat().map((one) => one.predicted);
      const loss = batches.reduce((sum, { length }, index) => sum + index * length, 0) / truth.length;
      const expected = { loss, accuracy, precision, recall, f1: f1Score };
      for (const [name, found] of Object.entries(running.logs())) {
        const wanted = expected[name as keyof typeof expected];
        const value = typeof wanted === "number" ? wanted : wanted(truth, predicted);
        assert.ok(Math.abs(found - value) < 1e-12, `${name}: expected ${value}, got ${found}`);
      }
      assert.equal(Object.keys(running.logs("val_")), ["val_loss", ...names.map((name) => `val_${name}`)]);
    }),
  );
});

test("of a single output, precision and recall are those of class 1", () => {
  const running = new RunningMetrics(one);
  const y = Float32Array.of(1, 1, 1, 0, 0);
  const output = Float32Array.of(0.9, 0.4, 0.6, 0.7, 0.1);
  running.add({ count: 5, loss: 1, outputs: [{ loss: 1, target: y, output }] });
  assert.equal(running.logs(), { loss: 1, accuracy: 3 / 5, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 });
});

test("before the first example there are no figures, and an unknown metric is named", () => {
  assert.equal(new RunningMetrics(one).logs(), {});
  assert.throws(() => metricOf("toString" as "f1"), /metrics: expected one of accuracy, .*, f1, .*, got "toString"/);
});

test.run();
