// Which layers of a base are unfrozen together, and at which rates they learn.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { Dense, GlobalAveragePooling2D, input } from "../../src/layers/index.js";
import type { Blocks } from "../../src/models/architecture.js";
import { architectures } from "../../src/models/architectures.js";
import { layerDecay, unfreezeBlocks } from "../../src/models/unfreeze.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { randomTensor } from "../support/compare.js";

const { create } = architectures.mobilenetv2;

function classifier({ folded }: { readonly folded: boolean }): { base: Model; model: Model; blocks: Blocks } {
  const { network: base, blocks } = create({ alpha: 0.1, inputShape: [32, 32, 3], includeTop: false, folded });
  const pooled = new GlobalAveragePooling2D().apply(base.output);
  const outputs = new Dense({ name: "head", units: 2, activation: "softmax" }).apply(pooled);
  return { base, model: new Model({ inputs: base.input, outputs }), blocks };
}

test("17 blocks hold every layer but the input and the head, each once", () => {
  const { model, blocks: named } = classifier({ folded: false });
  assert.is(named.length, 17);
  assert.equal(named[0]!.slice(0, 3), ["Conv1", "bn_Conv1", "Conv1_relu"]);
  assert.is(named[0]![3], "expanded_conv_depthwise");
  assert.ok(named[2]!.every((name) => name.startsWith("block_2_")));
  assert.equal(named[16]!.slice(-3), ["Conv_1", "Conv_1_bn", "out_relu"]);
  const rest = model.layers.map(({ name }) => name).filter((name) => !named.flat().includes(name));
  assert.equal(rest, ["input", "global_average_pooling2d", "head"]);
  assert.is(named.flat().length + rest.length, model.layers.length);
});

for (const folded of [true, false]) {
  test(`the last blocks train, batch norm keeps its statistics: ${folded ? "folded" : "unfolded"} weights`, async () => {
    const { base, model, blocks } = classifier({ folded });
    base.trainable = false;
    unfreezeBlocks(base, blocks, 2);
    model.compile({
      optimizer: new SGD({ learningRate: 0.5 }),
      loss: "categoricalCrossentropy",
      backend: referenceBackend,
    });
    const before = new Map(model.parameters.map(({ name, values }) => [name, values]));
    const y = Tensor.from(Float32Array.of(1, 0, 0, 1), [2, 2]);
    let plan = "";
    const onPlan = (explanation: string): void => {
      plan = explanation;
    };
    await model.fit(randomTensor([2, 32, 32, 3], "pictures"), y, { onPlan });
    assert.match(plan, /runs once a picture/, "the cut is inside the base");
    const changed = model.parameters.filter(({ name, values }) =>
      values.some((value, i) => value !== before.get(name)![i]),
    );
    const layers = [...new Set(changed.map(({ name }) => name.split("/")[0]!))];
    const block = (name: string): string[] => ["expand", "depthwise", "project"].map((part) => `${name}_${part}`);
    assert.equal(layers, [...block("block_15"), ...block("block_16"), "Conv_1", "head"]);
    assert.is(
      changed.some(({ name }) => name === "Conv_1/bias"),
      folded,
    );
  });
}

test("all blocks can be unfrozen, and frozen again", () => {
  const { base, blocks } = classifier({ folded: true });
  unfreezeBlocks(base, blocks, 17);
  assert.ok(base.layers.every((layer) => layer.trainable));
  unfreezeBlocks(base, blocks, 0);
  assert.equal(
    base.layers.filter((layer) => layer.trainable).map(({ name }) => name),
    ["input"],
  );
});

test("rates decay from the last block to the first", () => {
  const { model, blocks } = classifier({ folded: true });
  const rates = layerDecay(model, blocks, 0.5);
  assert.is(rates.Conv_1, 0.5);
  assert.is(rates.block_16_expand, 0.5);
  assert.is(rates.block_15_project, 0.25);
  assert.is(rates.Conv1, 0.5 ** 17);
  assert.is(rates.head, undefined);
});

test("names of batch norms are no obstacle where they are folded", () => {
  const { model } = classifier({ folded: true });
  const { blocks } = create({ includeTop: false });
  unfreezeBlocks(model, blocks, 1);
  assert.is(model.getLayer("block_15_project").trainable, false);
  assert.is(model.getLayer("block_16_project").trainable, true);
  assert.equal(
    Object.keys(layerDecay(model, blocks, 0.5)).filter((name) => name.includes("BN")),
    [],
  );
});

test("mistakes are named", () => {
  const { model, blocks } = classifier({ folded: true });
  assert.throws(() => unfreezeBlocks(model, blocks, 18), /expected a whole number from 0 to 17 of blocks, got 18/);
  assert.throws(() => layerDecay(model, blocks, 0), /layerDecay: expected decay above 0, at most 1, got 0/);
  const other = new Sequential([input({ shape: [2] }), new Dense({ units: 1 })]);
  assert.throws(() => unfreezeBlocks(other, blocks, 1), /it has none of the layers of block 1, as "Conv1"/);
});

test.run();
