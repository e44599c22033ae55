// Learning-rate schedules: their definitions, Keras's rates, and what is refused.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { cosineDecayRestarts } from "../../src/optim/schedules/cosineDecayRestarts.js";
import { polynomialDecay } from "../../src/optim/schedules/polynomialDecay.js";
import {
  constant,
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstant,
  toSchedule,
} from "../../src/optim/schedules/schedules.js";
import { camelCase } from "../support/camelCase.js";
import { readFixture } from "../support/kerasFixture.js";

function close(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) < 1e-12, `expected ${expected}, got ${found}`);
}

test("a number is a constant schedule", () => {
  close(toSchedule(0.1).at(1000), 0.1);
  close(constant(0.2).at(0), 0.2);
});

test("inverse time is Keras's old decay", () => {
  const schedule = inverseTimeDecay({ initial: 1e-4, decay: 1e-4 / 20 });
  close(schedule.at(0), 1e-4);
  close(schedule.at(1820), 1e-4 / (1 + (1e-4 / 20) * 1820));
});

test("exponential decay, smooth and in stairs", () => {
  const options = { initial: 1, decayRate: 0.5, decaySteps: 10 };
  close(exponentialDecay(options).at(5), Math.SQRT1_2);
  close(exponentialDecay({ ...options, staircase: true }).at(9), 1);
  close(exponentialDecay({ ...options, staircase: true }).at(20), 0.25);
});

test("cosine decay warms up, falls, and stays", () => {
  const schedule = cosineDecay({ initial: 0, warmupTarget: 2, decaySteps: 100, alpha: 0.1, warmupSteps: 10 });
  close(schedule.at(0), 0);
  close(schedule.at(5), 1);
  close(schedule.at(10), 2);
  close(schedule.at(60), 2 * (0.1 + 0.9 / 2));
  close(schedule.at(110), 0.2);
  close(schedule.at(1e6), 0.2);
});

test("piecewise constant changes after each boundary", () => {
  const schedule = piecewiseConstant({ boundaries: [3, 5], values: [1, 0.5, 0.1] });
  assert.equal(
    [0, 3, 4, 5, 6].map((step) => schedule.at(step)),
    [1, 1, 0.5, 0.5, 0.1],
  );
  assert.throws(() => piecewiseConstant({ boundaries: [3], values: [1] }), /expected 2 values, got 1/);
});

test("schedules that lead nowhere are refused", () => {
  assert.throws(() => toSchedule(-1), /learning rate: expected rate to be a number of 0 or more, got -1/);
  assert.throws(
    () => cosineDecay({ initial: 1, decaySteps: 0 }),
    /cosineDecay: expected decaySteps to be a number above 0, got 0/,
  );
  assert.throws(() => inverseTimeDecay({ initial: 1, decay: -1 }), /inverseTimeDecay: expected decay/);
  assert.throws(
    () => exponentialDecay({ initial: 1, decayRate: Number.POSITIVE_INFINITY, decaySteps: 1 }),
    /exponentialDecay: expected decayRate/,
  );
});

interface ScheduleCase {
  readonly keras: keyof typeof schedules;
  /** Under Keras's names. */
  readonly options: { readonly [argument: string]: unknown };
  /** After each of the fixture's steps. */
  readonly rates: readonly number[];
}

/** Keras's classes. */
const schedules = {
  InverseTimeDecay: inverseTimeDecay,
  ExponentialDecay: exponentialDecay,
  CosineDecay: cosineDecay,
  CosineDecayRestarts: cosineDecayRestarts,
  PiecewiseConstantDecay: piecewiseConstant,
  PolynomialDecay: polynomialDecay,
};

/** Keras's arguments under our names. */
function ours({ keras, options }: ScheduleCase) {
  const { initialLearningRate: initial, endLearningRate: end, decayRate, ...others } = camelCase(options);
  const decay = keras === "InverseTimeDecay" ? { decay: decayRate } : { decayRate };
  return Object.fromEntries(
    Object.entries({ initial, end, ...decay, ...others }).filter(([, value]) => value !== undefined),
  );
}

const { cases, steps } = readFixture<{ readonly cases: readonly ScheduleCase[]; readonly steps: readonly number[] }>(
  "schedules",
);
for (const given of cases) {
  const { keras, options, rates } = given;
  test(`${keras} ${JSON.stringify(options)}: Keras's rates`, () => {
    const schedule = schedules[keras](ours(given) as never);
    const found = steps.map((step) => schedule.at(step));
    found.forEach((rate, index) =>
      assert.ok(Math.abs(rate - rates[index]!) <= 1e-6 * Math.max(...rates), `step ${steps[index]}: ${rate}`),
    );
  });
}

test("unknown options and values of another kind are named", () => {
  const refused = (make: () => unknown, message: RegExp) => assert.throws(make, message);
  refused(
    () => cosineDecay({ initial: 1, decay_steps: 1 } as never),
    /cosineDecay: unknown option decay_steps: did you mean decaySteps\?/,
  );
  refused(
    () => inverseTimeDecay({ initial_learning_rate: 1 } as never),
    /inverseTimeDecay: unknown option initial_learning_rate: did you mean initial\?/,
  );
  refused(
    () => polynomialDecay({ initial: 1, decaySteps: 1, end_learning_rate: 0 } as never),
    /polynomialDecay: unknown option end_learning_rate: did you mean end\?/,
  );
  refused(
    () => cosineDecayRestarts({ initial: 1, firstDecaySteps: 1, tMul: 0.5 }),
    /cosineDecayRestarts: expected tMul to be a number of 1 or more, got 0.5/,
  );
  refused(() => exponentialDecay({ initial: "1" } as never), /expected initial to be a number, got "1"/);
  refused(() => exponentialDecay(undefined as never), /exponentialDecay: expected an object of options, got undefined/);
  refused(() => cosineDecay({ decaySteps: 1 } as never), /cosineDecay: expected initial .*, got undefined/);
  refused(() => cosineDecay({ initial: 1 } as never), /expected decaySteps to be a number above 0, got undefined/);
  refused(
    () => piecewiseConstant({ boundaries: [1], values: [1, "2"] } as never),
    /piecewiseConstant: expected values\[1\] to be a number of 0 or more, got "2"/,
  );
  refused(() => toSchedule({} as never), /learning rate: expected a number, or a schedule such as .*, got \{\}/);
  refused(() => toSchedule(null as never), /learning rate: .*, got null/);
});

test.run();
