import { test } from "uvu";
import * as assert from "uvu/assert";
import { classificationReport } from "../../src/metrics/classificationReport.js";
import { confusionMatrix, formatConfusionMatrix } from "../../src/metrics/confusionMatrix.js";
import { accuracy, f1Score, precision, recall } from "../../src/metrics/metrics.js";

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

test("of many classes the worst pairs are told, in short lines, and none is too many", () => {
  const many = (classes: number, confused: number): string => {
    const names = Array.from({ length: classes }, (_, label) => `class ${label}`);
    const matrix = names.map((_, row) => names.map((_, column) => (row === column + 1 && row <= confused ? row : 0)));
    return formatConfusionMatrix(matrix, names);
  };
  assert.is(many(360, 0), "No class is taken for another.");
  const lines = many(600, 12).split("\n");
  assert.is(lines.length, 12);
  assert.is(lines[1], "  12 of class 12 taken for class 11");
  assert.is(lines.at(-1), "  and 2 pairs more");
  assert.throws(() => formatConfusionMatrix([[1]], ["a", "b"]), /a matrix with a row and a column for each name/);
});

test("lengths that differ are an error", () => {
  assert.throws(
    () => classificationReport([0, 1], [0, 1], { targetNames: ["cat"] }),
    /classificationReport: expected 2 targetNames, got 1/,
  );
  assert.throws(() => accuracy([0, 1], [0]), /expected as many predictions as labels, got 1 and 2/);
});

test("a report of no label at all is refused", () => {
  assert.throws(
    () => classificationReport([0, 1], [0, 1], { labels: [] }),
    /classificationReport: expected at least one label/,
  );
});

test.run();
