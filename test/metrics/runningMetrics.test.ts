import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { PrecisionAtRecall } from "../../src/metrics/atThreshold.js";
import { Precision } from "../../src/metrics/confusion.js";
import { PearsonCorrelation } from "../../src/metrics/correlations.js";
import { F1Score } from "../../src/metrics/fScore.js";
import { IoU, MeanIoU, OneHotMeanIoU } from "../../src/metrics/iou.js";
import { namedMetrics } from "../../src/metrics/metricByName.js";
import type { MetricArgument } from "../../src/metrics/metricNames.js";
import { accuracy, f1Score, precision, recall } from "../../src/metrics/metrics.js";
import { R2Score } from "../../src/metrics/r2Score.js";
import { RunningMetrics } from "../../src/metrics/runningMetrics.js";
import type { Tensor } from "../../src/tensor/tensor.js";

const names = ["accuracy", "macroPrecision", "macroRecall", "macroF1"] as const;

function outputOf(
  columns: number,
  metrics: readonly MetricArgument[],
  weightedMetrics: readonly MetricArgument[] = [],
) {
  const ends = { target: [columns], output: [columns] };
  return [{ name: null, ...ends, metrics: namedMetrics({ metrics, weightedMetrics }, ends) }];
}

function oneHot(labels: readonly number[], classes: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    rows[row * classes + label] = 1;
  });
  return rows;
}

const pair = fc.record({ truth: fc.nat(3), predicted: fc.nat(3) });

test("metrics over batches are those of all examples at once, before and after a break", () => {
  fc.assert(
    fc.property(fc.array(fc.array(pair, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 5 }), (batches) => {
      let running = new RunningMetrics(outputOf(4, names));
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
        running = new RunningMetrics(outputOf(4, names), JSON.parse(JSON.stringify(running.figures)));
      }
      const truth = batches.flat().map((one) => one.truth);
      const predicted = batches.flat().map((one) => one.predicted);
      const loss = batches.reduce((sum, { length }, index) => sum + index * length, 0) / truth.length;
      const expected = { loss, accuracy, macroPrecision: precision, macroRecall: recall, macroF1: f1Score };
      for (const [name, found] of Object.entries(running.logs())) {
        const wanted = expected[name as keyof typeof expected];
        const value = typeof wanted === "number" ? wanted : wanted(truth, predicted);
        assert.ok(Math.abs(found - value) < 1e-12, `${name}: expected ${value}, got ${found}`);
      }
      assert.equal(Object.keys(running.logs("val_")), ["val_loss", ...names.map((name) => `val_${name}`)]);
    }),
  );
});

const answers = { loss: 1, target: Float32Array.of(1, 1, 1, 0, 0), output: Float32Array.of(0.9, 0.4, 0.6, 0.7, 0.1) };

test("of a single output, linnet's precision and recall are those of class 1", () => {
  const running = new RunningMetrics(outputOf(1, names));
  running.add({ count: 5, loss: 1, outputs: [answers] });
  assert.equal(running.logs(), { loss: 1, accuracy: 3 / 5, macroPrecision: 2 / 3, macroRecall: 2 / 3, macroF1: 4 / 6 });
});

test("weights count in the weighted metrics alone, and names that come twice are numbered as Keras's", () => {
  const ofOnes = (target: Tensor): number => target.values.reduce((a, b) => a + b) / target.size;
  const metrics = ["accuracy", "accuracy", new Precision(), Precision, ofOnes] as const;
  const running = new RunningMetrics(outputOf(1, metrics, ["accuracy", "accuracy", "recall"]));
  running.add({ count: 5, loss: 1, weights: Float32Array.of(1, 0, 1, 0, 1), outputs: [answers] });
  assert.equal(running.logs(), {
    loss: 1,
    accuracy: 3 / 5,
    accuracy_1: 3 / 5,
    precision: 2 / 3,
    precision_1: 2 / 3,
    ofOnes: 3 / 5,
    weighted_accuracy: 1,
    weighted_accuracy_1: 1,
    recall: 1,
  });
});

test("sums that are not finite come back from a checkpoint, which keeps them as words", () => {
  const ofNaN = (): number => Number.NaN;
  const running = new RunningMetrics(outputOf(1, [ofNaN, "accuracy"]));
  running.add({ count: 5, loss: 1, outputs: [answers] });
  const kept = JSON.stringify(running.figures, (_, value) => (Number.isNaN(value) ? "NaN" : value));
  const { ofNaN: figure, accuracy } = new RunningMetrics(outputOf(1, [ofNaN, "accuracy"]), JSON.parse(kept)).logs();
  assert.ok(Number.isNaN(figure));
  assert.is(accuracy, 3 / 5);
});

test("of targets that are all equal nothing is explained, however many they are", () => {
  for (const count of [10, 100, 1000]) {
    const running = new RunningMetrics(outputOf(1, [new R2Score({})]));
    const output = Float32Array.from({ length: count }, (_, row) => (row % 2 === 0 ? 0.1 : 0.11));
    running.add({ count, loss: 0, outputs: [{ loss: 0, target: new Float32Array(count).fill(0.1), output }] });
    assert.is(Object.values(running.logs()).at(-1), 0, `${count}`);
  }
});

test("before the first example there are no figures", () => {
  assert.equal(new RunningMetrics(outputOf(2, names)).logs(), {});
});

test("what a metric cannot measure, or nobody knows, is named", () => {
  const named = (metric: unknown, ends = { target: [2], output: [2] }): unknown =>
    namedMetrics({ metrics: [metric as MetricArgument], weightedMetrics: [] }, ends);
  const mistakes: readonly (readonly [call: () => unknown, message: RegExp])[] = [
    [() => named("toString"), /metrics: expected one of accuracy, .*, got "toString"/],
    [() => named("f1"), /expected "f1Score", which is Keras's, or "macroF1", which is linnet's, got "f1"/],
    [() => named(new F1Score()), /a figure of one number from f1_score, got a list: give it an average/],
    [() => named(new Precision({ thresholds: [0.1, 0.2] })), /a figure of one number from precision, got a list/],
    [
      () => named("precision", { target: [], output: [2] }),
      /precision: expected targets \[count,2\]: use a sparse metric/,
    ],
    [
      () => named("sparse_categorical_accuracy"),
      /sparse_categorical_accuracy: expected targets \[count\], the index of a class each, got \[count,2\]/,
    ],
    [() => named("f1_score", { target: [2, 2], output: [2, 2] }), /f1_score: expected outputs \[count,classes\]/],
    [() => new Precision({ top_k: 2 } as never), /Precision: unknown option top_k: did you mean topK\?/],
    [() => new Precision({ thresholds: 2 }), /precision: expected thresholds to be numbers from 0 to 1, got 2/],
    [() => named(new Precision({ classId: 2 })), /precision: expected classId below 2, got 2/],
    [() => new IoU({ num_classes: 2 } as never), /IoU: unknown option num_classes: did you mean numClasses\?/],
    [() => new IoU({ numClasses: 2, targetClassIds: [2] }), /IoU: expected targetClassIds to be classes below 2/],
    [() => new MeanIoU({} as never), /MeanIoU: expected numClasses to be a whole number/],
    [
      () => named(new OneHotMeanIoU({ numClasses: 3 })),
      /one_hot_mean_io_u: expected a last axis of 3 classes, got \[count,2\]/,
    ],
    [
      () => new PrecisionAtRecall({} as never),
      /PrecisionAtRecall: expected recall to be a number from 0 to 1, got undefined/,
    ],
    [() => new PearsonCorrelation({ axis: 0 }), /PearsonCorrelation: expected axis to be -1, got 0/],
    [() => named("r2_score", { target: [2, 2], output: [2, 2] }), /r2_score: expected outputs \[count,outputs\]/],
    [() => named(new R2Score({ classAggregation: null })), /a figure of one number from r2_score, got a list/],
    [() => new F1Score({ average: "mean" as never }), /f1_score: average: expected one of micro, macro, weighted/],
    [() => new Precision().updateState([1] as never, [1] as never), /precision: expected target to be a tensor/],
    [
      () => new RunningMetrics(outputOf(2, names), { count: 1, loss: 1, outputs: [] }),
      /figures are those of other metrics/,
    ],
  ];
  for (const [call, message] of mistakes)
    assert.throws(call, (error: Error) => error.name === "LinnetError" && message.test(error.message), String(message));
});

test.run();
