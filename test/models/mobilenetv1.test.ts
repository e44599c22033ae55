import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerSummaries } from "../../src/model/summary.js";
import { mobileNetV1, mobileNetV1Architecture } from "../../src/models/mobilenetv1.js";
import { testArchitecture } from "../support/architectureTests.js";

testArchitecture(mobileNetV1Architecture, { blocks: 13 });

// Tables 6 and 7 of the paper.
for (const { alpha, size, millions } of [
  { alpha: 1, size: 224, millions: 569 },
  { alpha: 0.5, size: 224, millions: 149 },
  { alpha: 0.25, size: 224, millions: 41 },
  { alpha: 1, size: 160, millions: 290 },
]) {
  test(`width multiplier ${alpha} at ${size} has the paper's ${millions} million multiply-adds`, () => {
    const rows = layerSummaries(mobileNetV1({ alpha, inputShape: [size, size, 3] }));
    const found = rows.reduce((sum, row) => sum + row.multiplyAdds, 0) / 1e6;
    assert.ok(Math.abs(found - millions) < 1, `got ${found}`);
  });
}

test("mistakes are named", () => {
  assert.throws(() => mobileNetV1({ alpha: 0 }), /MobileNetV1: expected alpha above 0, got 0/);
  assert.throws(() => mobileNetV1({ inputShape: [31, 64, 3] }), /sides of 32 or more, got \[31,64,3\]/);
});

test.run();
