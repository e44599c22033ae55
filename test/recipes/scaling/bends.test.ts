import { test } from "uvu";
import * as assert from "uvu/assert";
import { bendOf } from "../../../recipes/scaling/bends.js";
import type { Curve } from "../../../recipes/scaling/measure.js";

function curveOf(costs: readonly (readonly [at: number, milliseconds: number])[]): Curve {
  const points = costs.map(([at, milliseconds]) => ({ at, milliseconds, count: 1, peakBytes: 1 }));
  return { name: "batch", what: "a test", points };
}

const milliseconds = (point: Curve["points"][number]): number => point.milliseconds;

test("a curve bends where the power of its growth changes most", () => {
  const linearThenSquare = [1, 2, 4, 8, 16, 32].map((at) => [at, at <= 8 ? at : at ** 2 / 8] as const);
  const bend = bendOf(curveOf(linearThenSquare), milliseconds)!;
  assert.is(bend.at, 8);
  assert.ok(Math.abs(bend.before - 1) < 1e-9);
  assert.ok(Math.abs(bend.after - 2) < 1e-9);
});

test("one power throughout, and too few points, are no bend", () => {
  const square = [1, 2, 4, 8].map((at) => [at, at ** 2] as const);
  assert.is(bendOf(curveOf(square), milliseconds), null);
  assert.is(bendOf(curveOf(square.slice(0, 2)), milliseconds), null);
});

test.run();
