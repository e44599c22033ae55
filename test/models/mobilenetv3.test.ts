import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerSummaries, summary } from "../../src/model/summary.js";
import {
  mobileNetV3Large,
  mobileNetV3LargeArchitecture,
  mobileNetV3Small,
  mobileNetV3SmallArchitecture,
} from "../../src/models/mobilenetv3.js";
import { testArchitecture } from "../support/architectureTests.js";

testArchitecture(mobileNetV3SmallArchitecture, { blocks: 11 });
testArchitecture(mobileNetV3LargeArchitecture, { blocks: 15 });

// Table 3 of the paper; the authors' code counts a million less for the large one and ten more for the small one
// (https://github.com/tensorflow/models/tree/master/research/slim/nets/mobilenet).
for (const { create, millions } of [
  { create: mobileNetV3Small, millions: 57 },
  { create: mobileNetV3Large, millions: 217 },
]) {
  test(`${create.name} has about ${millions} million multiply-adds`, () => {
    const found = layerSummaries(create()).reduce((sum, row) => sum + row.multiplyAdds, 0) / 1e6;
    assert.ok(Math.abs(found - millions) < 2, `got ${found}`);
  });
}

test("summary lists Keras's layer names", () => {
  const text = summary(mobileNetV3Small({ inputShape: [96, 96, 3] }));
  for (const name of [
    "conv",
    "conv_bn",
    "expanded_conv_squeeze_excite_conv_1",
    "expanded_conv_10_project_bn",
    "logits",
  ])
    assert.match(text, new RegExp(`^${name} \\(`, "m"));
});

test("mistakes are named", () => {
  assert.throws(() => mobileNetV3Small({ alpha: -1 }), /MobileNetV3Small: expected alpha above 0, got -1/);
  assert.throws(
    () => mobileNetV3Large({ pooling: "sum" as "avg" }),
    /MobileNetV3Large: expected pooling "avg", "max" or null/,
  );
});

test.run();
