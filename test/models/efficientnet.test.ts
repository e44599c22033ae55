import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerSummaries } from "../../src/model/summary.js";
import {
  efficientNetB0,
  efficientNetB0Architecture,
  efficientNetLite0,
  efficientNetLite0Architecture,
} from "../../src/models/efficientnet.js";
import { testArchitecture } from "../support/architectureTests.js";

testArchitecture(efficientNetB0Architecture, { blocks: 16 });
testArchitecture(efficientNetLite0Architecture, { blocks: 16 });

// Table 2 of the paper, and https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
for (const { create, millions } of [
  { create: efficientNetB0, millions: 390 },
  { create: efficientNetLite0, millions: 407 },
]) {
  test(`${create.name} has about ${millions} million multiply-adds`, () => {
    const found = layerSummaries(create()).reduce((sum, row) => sum + row.multiplyAdds, 0) / 1e6;
    assert.ok(Math.abs(found / millions - 1) < 0.06, `got ${found}`);
  });
}

test.run();
