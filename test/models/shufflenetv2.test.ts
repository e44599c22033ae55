import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerSummaries } from "../../src/model/summary.js";
import { shuffleNetV2, shuffleNetV2Architecture } from "../../src/models/shufflenetv2.js";
import { testArchitecture } from "../support/architectureTests.js";

testArchitecture(shuffleNetV2Architecture, { blocks: 16, training: { alpha: 0.5, inputShape: [32, 32, 3] } });

// Table 8 of the paper.
for (const [alpha, millions] of [
  [0.5, 41],
  [1, 146],
  [1.5, 299],
  [2, 591],
] as const) {
  test(`a width of ${alpha} has about ${millions} million multiply-adds`, () => {
    const found = layerSummaries(shuffleNetV2({ alpha })).reduce((sum, row) => sum + row.multiplyAdds, 0) / 1e6;
    assert.ok(Math.abs(found / millions - 1) < 0.03, `got ${found}`);
  });
}

test("mistakes are named", () => {
  assert.throws(
    () => shuffleNetV2({ alpha: 0.75 }),
    /ShuffleNetV2: expected alpha to be one of 0.5, 1, 1.5, 2, got 0.75/,
  );
  assert.throws(
    () => shuffleNetV2({ source: "keras" }),
    /ShuffleNetV2: expected source to be one of torchvision, got "keras"/,
  );
});

test.run();
