import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  accuracy,
  classificationReport,
  confusionMatrix,
  f1Score,
  formatConfusionMatrix,
  precision,
  recall,
} from "../../src/metrics/metrics.js";

// The example of scikit-learn's documentation of classification_report, and what it prints.
const truth = [0, 1, 2, 2, 2];
const predicted = [0, 0, 2, 2, 1];
const PRINTED = `              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
`;

test("classificationReport prints what scikit-learn prints", () => {
  const targetNames = ["class 0", "class 1", "class 2"];
  assert.is(classificationReport(truth, predicted, { targetNames }), PRINTED);
});

test("confusionMatrix has true classes in rows", () => {
  assert.equal(confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]), [
    [2, 0, 0],
    [0, 0, 1],
    [1, 0, 2],
  ]);
  assert.equal(confusionMatrix([0, 1], [0, 1], { labels: [1, 0, 2] }), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
});

test("averages are plain or weighted by support", () => {
  assert.is(accuracy(truth, predicted), 0.6);
  assert.is(precision(truth, predicted).toFixed(6), (1.5 / 3).toFixed(6));
  assert.is(recall(truth, predicted, { average: "weighted" }).toFixed(6), (0.6).toFixed(6));
  assert.is(f1Score(truth, predicted).toFixed(6), ((2 / 3 + 0 + 0.8) / 3).toFixed(6));
});

test("formatConfusionMatrix names rows and columns", () => {
  assert.is(
    formatConfusionMatrix(
      [
        [12, 3],
        [0, 4],
      ],
      ["cat", "dog"],
    ),
    "     cat  dog\ncat   12    3\ndog    0    4",
  );
});

test("lengths that differ are an error", () => {
  assert.throws(
    () => classificationReport([0, 1], [0, 1], { targetNames: ["cat"] }),
    /classificationReport: expected 2 targetNames, got 1/,
  );
  assert.throws(() => accuracy([0, 1], [0]), /expected as many predictions as labels, got 1 and 2/);
});

test.run();
