// Every metric against what Keras gives (test/oracles/keras/losses.py, metricsMore.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import * as accuracies from "../../src/metrics/accuracies.js";
import * as atThreshold from "../../src/metrics/atThreshold.js";
import { AUC } from "../../src/metrics/auc.js";
import * as confusion from "../../src/metrics/confusion.js";
import * as correlations from "../../src/metrics/correlations.js";
import { F1Score, FBetaScore } from "../../src/metrics/fScore.js";
import * as iou from "../../src/metrics/iou.js";
import * as lossMetrics from "../../src/metrics/lossMetrics.js";
import type { Metric } from "../../src/metrics/metric.js";
import { namedMetrics } from "../../src/metrics/metricByName.js";
import { R2Score } from "../../src/metrics/r2Score.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface MetricCase {
  readonly metric: string;
  readonly name: string;
  readonly options: { readonly [option: string]: never };
  readonly target: FixtureTensor;
  readonly output: FixtureTensor;
  readonly sampleWeight?: FixtureTensor;
  readonly value: number | readonly number[];
  readonly note: string;
}

/** What Keras gives for targets of one kind. */
interface KindCase {
  readonly target: FixtureTensor;
  readonly output: FixtureTensor;
  readonly note: string;
  readonly accuracy: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1_macro?: number;
  readonly f1?: readonly number[];
}

type MetricClass = new (options: never) => Metric;
const { argMax: _, ...accuracyClasses } = accuracies;
const classes: { readonly [name: string]: MetricClass } = {
  ...accuracyClasses,
  ...atThreshold,
  ...confusion,
  ...correlations,
  ...iou,
  ...lossMetrics,
  AUC,
  F1Score,
  FBetaScore,
  R2Score,
};

const differences = { ...atThreshold, ...correlations };

function tensor({ shape, values }: FixtureTensor): Tensor {
  return Tensor.from(Float32Array.from(values), shape);
}

const more = ["metrics-more", "metrics-further"].flatMap(
  (name) => readFixture<{ readonly cases: readonly MetricCase[] }>(name).cases,
);

more.forEach(({ metric, options, target, output, sampleWeight, value, note, name }, index) => {
  const weighted = sampleWeight === undefined ? "" : "weighted ";
  test(`${index}: ${weighted}${metric} ${JSON.stringify(options)} ${note}`, () => {
    const own = new classes[metric]!(options as never);
    assert.is(own.name, name.replace(/(_\d+)$/, ""));
    const [t, o, w] = [tensor(target), tensor(output), sampleWeight && tensor(sampleWeight)];
    const half = Math.max(1, Math.floor(t.shape[0]! / 2));
    own.updateState(t.slice(0, half), o.slice(0, half), w?.slice(0, half));
    own.updateState(t.slice(half), o.slice(half), w?.slice(half));
    const found = own.result();
    assert.is(typeof found, typeof value);
    // Keras takes differences of float32 sums.
    const tolerance = Object.hasOwn(differences, metric) ? 1e-5 : 2e-6;
    assertClose([found].flat(), [value].flat(), tolerance, metric);
    own.resetState();
    assert.is(own.result(), 0);
  });
});

const { cases: kinds } = readFixture<{ readonly cases: readonly KindCase[] }>("metrics");

kinds.forEach(({ target, output, note, accuracy, precision, recall, f1_macro: macro, f1 }, index) => {
  test(`kind ${index} ${note}: accuracy, precision, recall and F1`, () => {
    const [t, o] = [tensor(target), tensor(output)];
    const ends = { target: t.shape.slice(1), output: o.shape.slice(1) };
    const figureOf = (metric: Metric): readonly number[] => {
      metric.updateState(t, o);
      return [metric.result()].flat();
    };
    const named = (name: "accuracy" | "precision" | "recall"): readonly number[] =>
      figureOf(namedMetrics({ metrics: [name], weightedMetrics: [] }, ends)[0]!.metric);
    assertClose(named("accuracy"), [accuracy], 1e-6, "accuracy");
    if (precision !== undefined) assertClose(named("precision"), [precision], 1e-6, "precision");
    if (recall !== undefined) assertClose(named("recall"), [recall], 1e-6, "recall");
    const threshold = ends.output[0] === 1 ? 0.5 : null;
    if (f1 !== undefined) assertClose(figureOf(new F1Score({ threshold })), f1, 1e-6, "f1");
    if (macro !== undefined)
      assertClose(figureOf(new F1Score({ average: "macro", threshold })), [macro], 1e-6, "macro");
  });
});

test("the defaults are Keras's", () => {
  const signatures = readFixture<{ readonly [name: string]: { readonly [option: string]: string | null } }>(
    "signatures",
  );
  assert.is(signatures.BinaryAccuracy!.threshold, "0.5");
  assert.is(signatures.AUC!.num_thresholds, "200");
  assert.is(signatures.AUC!.curve, "'ROC'");
  assert.is(signatures.AUC!.summation_method, "'interpolation'");
  assert.is(signatures.F1Score!.average, "None");
  assert.is(signatures.TopKCategoricalAccuracy!.k, "5");
});

test.run();
