import { test } from "uvu";
import * as assert from "uvu/assert";
import { recordedSplit } from "../../../src/cli/pruning/recordedSplit.js";

test("the split is that of the recorded training", () => {
  const options = { testSize: 0.3, split: "random", seed: 7, limit: 400, epochs: 20 };
  assert.equal(recordedSplit({ options }), { testSize: 0.3, split: "random", seed: 7, limit: 400 });
});

test("what the record does not tell, or tells in a way that means nothing, is as in linnet train", () => {
  const defaults = { testSize: 0.2, split: "grouped", seed: 42 };
  assert.equal(recordedSplit({}), defaults);
  assert.equal(recordedSplit({ options: { testSize: "much", split: "by moon", seed: null } }), defaults);
});

test.run();
