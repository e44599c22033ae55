// What the records say, and what all of them have in common.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { weightsPrefix } from "../../src/models/architecture.js";
import { architectures, defaultArchitecture, findArchitecture } from "../../src/models/architectures.js";

test("each architecture stands under its own name", () => {
  for (const [key, { name }] of Object.entries(architectures)) assert.is(name, key);
  assert.is(findArchitecture(defaultArchitecture).title, "MobileNetV2");
});

test("each was published for width 1 at its default size, in a file of its own for every width", () => {
  for (const { name, sizes, alphas, kerasWeights } of Object.values(architectures)) {
    if (kerasWeights === null) continue;
    assert.ok(sizes.published.includes(sizes.default), name);
    assert.ok(alphas.includes(1), name);
    const files = alphas.flatMap((alpha) =>
      [true, false].map((includeTop) => kerasWeights.fileName({ alpha, size: sizes.default, includeTop })),
    );
    assert.is(new Set(files).size, 2 * alphas.length, name);
    assert.match(kerasWeights.folder, /^https:.*[^/]$/);
  }
});

test("Keras's file of MobileNetV2 without its classifier", () => {
  assert.is(
    architectures.mobilenetv2.kerasWeights!.fileName({ alpha: 1, size: 224, includeTop: false }),
    "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
  );
});

test("files of weights are known by name, width and size", () => {
  assert.is(weightsPrefix("mobilenetv2", 1, 224), "mobilenetv2-1.0-224");
  assert.is(weightsPrefix("mobilenetv1", 0.25, 128), "mobilenetv1-0.25-128");
});

test.run();
