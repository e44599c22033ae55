// What the records say, and what all of them have in common.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { weightsPrefix } from "../../src/models/architecture.js";
import { architectures, defaultArchitecture, findArchitecture } from "../../src/models/architectures.js";

test("each architecture stands under its own name", () => {
  for (const [key, { name }] of Object.entries(architectures)) assert.is(name, key);
  assert.is(findArchitecture(defaultArchitecture).title, "MobileNetV2");
});

test("each was published for width 1 at its default size", () => {
  for (const { name, sizes, alphas } of Object.values(architectures)) {
    assert.ok(sizes.published.includes(sizes.default), name);
    assert.ok(alphas.includes(1), name);
  }
});

test("files of weights are known by name, width and size", () => {
  assert.is(weightsPrefix("mobilenetv2", 1, 224), "mobilenetv2-1.0-224");
  assert.is(weightsPrefix("mobilenetv1", 0.25, 128), "mobilenetv1-0.25-128");
});

test.run();
