import { test } from "uvu";
import * as assert from "uvu/assert";
import { entryByName } from "../../src/tensor/entryByName.js";
import { LinnetError } from "../../src/tensor/errors.js";

const entries = { meanSquaredError: 1, hinge: 2 };

test("case and underscores do not matter", () => {
  for (const name of ["meanSquaredError", "mean_squared_error", "MeanSquaredError", "Mean_Squared_Error"])
    assert.is(entryByName("loss", entries, name), 1);
});

test("an unknown name is refused with all names, and the nearest one if it is near", () => {
  const messages = [
    [
      "mean_square_error",
      'loss: expected one of meanSquaredError, hinge, got "mean_square_error": did you mean "meanSquaredError"?',
    ],
    ["hing", 'loss: expected one of meanSquaredError, hinge, got "hing": did you mean "hinge"?'],
    ["huber", 'loss: expected one of meanSquaredError, hinge, got "huber"'],
    ["toString", 'loss: expected one of meanSquaredError, hinge, got "toString"'],
    [undefined, "loss: expected one of meanSquaredError, hinge, got undefined"],
    [3, "loss: expected one of meanSquaredError, hinge, got 3"],
  ] as const;
  for (const [given, message] of messages) {
    assert.throws(
      () => entryByName("loss", entries, given),
      (error: Error) => error instanceof LinnetError && error.message === message,
    );
  }
});

test.run();
