// Reports, matrices and class weights, letter for letter as scikit-learn (test/oracles/keras/sklearnCases.py, sklearnReports.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { classificationReport } from "../../src/metrics/classificationReport.js";
import { confusionMatrix } from "../../src/metrics/confusionMatrix.js";
import { formatFixed } from "../../src/metrics/formatFixed.js";
import { f1Score, precision, recall } from "../../src/metrics/metrics.js";
import { balancedClassWeights } from "../../src/train/batches/classWeights.js";
import { assertClose } from "../support/compare.js";
import { readFixture } from "../support/kerasFixture.js";

interface ReportCase {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  readonly options: { readonly labels?: number[]; readonly target_names?: string[]; readonly digits?: number };
  readonly text?: string;
  readonly error?: string;
}

interface Fixture {
  readonly reports: readonly ReportCase[];
  readonly "class weights": readonly { readonly labels: number[]; readonly weights: number[] }[];
  readonly confusion: readonly { truth: number[]; predicted: number[]; labels?: number[]; matrix: number[][] }[];
  readonly scores: readonly {
    readonly truth: number[];
    readonly predicted: number[];
    readonly [score: string]: unknown;
  }[];
}

const fixture = readFixture<Fixture>("sklearn");
const { reports: more } = readFixture<{ readonly reports: readonly ReportCase[] }>("sklearn-reports");

[...fixture.reports, ...more].forEach(({ truth, predicted, options, text, error }, index) => {
  test(`report ${index}: ${JSON.stringify(options)} of ${truth.length}`, () => {
    const { target_names: targetNames, ...rest } = options;
    const report = (): string =>
      classificationReport(truth, predicted, { ...rest, ...(targetNames !== undefined && { targetNames }) });
    if (error === undefined) assert.is(report(), text);
    else assert.throws(report, /classificationReport: expected \d+ targetNames, got \d+/);
  });
});

test("confusion matrices, class weights and averages are scikit-learn's", () => {
  for (const { truth, predicted, labels, matrix } of fixture.confusion)
    assert.equal(confusionMatrix(truth, predicted, labels === undefined ? {} : { labels }), matrix);
  for (const { labels, weights } of fixture["class weights"])
    assertClose(Object.values(balancedClassWeights(labels, weights.length)), weights, 1e-15, "weights");
  const functions = { precision_score: precision, recall_score: recall, f1_score: f1Score };
  for (const { truth, predicted, ...scores } of fixture.scores)
    for (const [name, score] of Object.entries(functions))
      for (const average of ["macro", "weighted"] as const)
        assertClose([score(truth, predicted, { average })], [scores[`${name} ${average}`] as number], 1e-15, name);
});

test("halves go to the even digit, as in Python", () => {
  const printed = [0.125, 0.375, 0.5, 1.5, 0.0625, 0.1875, 1, 0.615, 0.035].map((value) => formatFixed(value, 2));
  assert.equal(printed, ["0.12", "0.38", "0.50", "1.50", "0.06", "0.19", "1.00", "0.61", "0.04"]);
  assert.equal(
    [0.5, 1.5, 2.5].map((value) => formatFixed(value, 0)),
    ["0", "2", "2"],
  );
});

test("what is no list of classes is named", () => {
  const mistakes: readonly (readonly [call: () => unknown, message: RegExp])[] = [
    [() => classificationReport(["a"] as never, ["a"] as never), /expected classes as numbers, got "a"/],
    [() => classificationReport(undefined as never, [0]), /expected the classes of examples as numbers, got undefined/],
    [
      () => classificationReport([0], [0], { target_names: ["a"] } as never),
      /unknown option target_names: did you mean targetNames/,
    ],
    [() => classificationReport([0], [0], { digits: -1 }), /expected digits to be a whole number from 0 to 40, got -1/],
    [() => confusionMatrix([], []), /expected as many predictions as labels, got 0 and 0/],
    [() => precision([0], [0], { average: "micro" as never }), /precision: average: expected one of macro, weighted/],
  ];
  for (const [call, message] of mistakes)
    assert.throws(call, (error: Error) => error.name === "LinnetError" && message.test(error.message), String(message));
});

test.run();
