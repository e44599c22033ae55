// A base of any architecture, by its name.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ArchitectureName, architectures } from "../../src/models/architectures.js";
import { createBase } from "../../src/models/createBase.js";

for (const [name, { variants, create }] of Object.entries(architectures)) {
  const architecture = name as ArchitectureName;

  test(`${name}: a base for a size and a width, with its preprocessing and its blocks`, () => {
    const built = createBase({ architecture, alpha: 0.5, size: 64 });
    assert.equal(built.base.inputShape, [64, 64, 3]);
    const [height, width] = built.base.outputShape;
    assert.ok(height === width && height! > 1, `${built.base.outputShape}`);
    assert.is(built.preprocessing, Object.values(variants)[0]!.preprocessing);
    assert.equal(
      built.blocks.flat(),
      built.base.layers.slice(1).map((layer) => layer.name),
    );
    assert.equal(createBase({ architecture, alpha: 0.5, size: 64, pooling: "avg" }).base.outputShape.length, 1);
  });

  test(`${name}: weights are taken with batch norm, or with it folded in`, () => {
    for (const folded of [false, true]) {
      const { network } = create({ alpha: 0.5, inputShape: [32, 32, 3], includeTop: false, folded, seed: 7 });
      const weights = { path: "given.safetensors", tensors: network.getWeights() };
      const { base } = createBase({ architecture, alpha: 0.5, size: 32, weights });
      assert.equal(base.getWeights(), network.getWeights());
      assert.throws(
        () => createBase({ architecture, alpha: 1, size: 32, weights }),
        /given\.safetensors: does not fit model/,
      );
    }
  });
}

test("the size is the architecture's where none is given", () => {
  assert.equal(createBase({ architecture: "mobilenetv1", alpha: 0.25 }).base.inputShape, [224, 224, 3]);
});

test("an unknown architecture is refused", () => {
  assert.throws(
    () => createBase({ architecture: "resnet" as ArchitectureName }),
    /architecture: expected one of mobilenetv1, .*, got "resnet"/,
  );
});

test.run();
