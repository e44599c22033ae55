// Weights with other programs' names: told apart, matched whole, refused with a table, and written.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { snakeCaseOfClass } from "../../../src/formats/keras/snakeCaseOfClass.js";
import type { Weights } from "../../../src/model/network.js";
import { type ArchitectureName, architectures, findArchitecture } from "../../../src/models/architectures.js";
import { createBase } from "../../../src/models/createBase.js";
import { sourceOf } from "../../../src/models/elsewhere/detectSource.js";
import { matchWeights } from "../../../src/models/elsewhere/matchWeights.js";
import type { MatchedNetwork } from "../../../src/models/elsewhere/pairs.js";
import { weightsFor } from "../../../src/models/elsewhere/weightsFor.js";
import type { Source } from "../../../src/models/sources.js";
import { sizeOf } from "../../../src/tensor/shape.js";

const shape = { alpha: 0.5, inputShape: [32, 32, 3], classes: 3 } as const;

function built(architecture: ArchitectureName, source: Source, includeTop = true): MatchedNetwork {
  const { network, blocks } = findArchitecture(architecture).create({ ...shape, source, includeTop });
  // Random ones take longer.
  for (const parameter of network.parameters) parameter.values = ramp(sizeOf(parameter.shape));
  return { network, blocks, architecture, source };
}

function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, place) => place % 97);
}

function changed(
  weights: Weights,
  change: (entries: Map<string, { shape: readonly number[]; values: Float32Array }>) => void,
) {
  const entries = new Map(weights);
  change(entries);
  return entries;
}

for (const [name, { variants }] of Object.entries(architectures)) {
  const architecture = name as ArchitectureName;
  for (const source of Object.keys(variants) as Source[]) {
    test(`${name}: weights of ${source} there and back, and into a base`, () => {
      const network = built(architecture, source);
      const weights = weightsFor(network);
      assert.equal(matchWeights(network, { path: "w", tensors: weights }), network.network.getWeights());
      const model = source === "timm-tf" ? "tf_efficientnet_lite0.in1k/model.safetensors" : "mobilenetv3_small_100";
      const given = { path: "w", tensors: weights, model };
      assert.is(sourceOf(architecture, given), source);
      const { base, preprocessing } = createBase({ architecture, alpha: 0.5, size: 32, weights: given });
      assert.is(preprocessing, variants[source]!.preprocessing);
      const ours = network.network.getWeights();
      for (const { name: of, values } of base.parameters) assert.equal(values, ours.get(of)!.values, of);
    });
  }
}

test("a prefix and the counts of batches are passed over", () => {
  const network = built("mobilenetv2", "torchvision");
  const entries = [...weightsFor(network)].map(([name, tensor]) => [`module.${name}`, tensor] as const);
  const count = { shape: [], values: new Float32Array(1) };
  const tensors = new Map([...entries, ["module.features.0.1.num_batches_tracked", count]]);
  assert.equal(matchWeights(network, { path: "w", tensors }), network.network.getWeights());
});

test("Keras's weights are taken by their order where their names differ", () => {
  const network = built("mobilenetv1", "keras");
  const entries = [...network.network.getWeights()].map(([, tensor], place) => [`conv2d_${place}/w`, tensor] as const);
  const given = { path: "w", tensors: new Map(entries), byOrder: true };
  assert.equal(matchWeights(network, given), network.network.getWeights());
  const { base } = createBase({ architecture: "mobilenetv1", alpha: 0.5, size: 32, weights: given });
  assert.is(base.parameters.length, entries.length - 2);
  const more = { ...given, tensors: new Map([...entries, ["more/w", entries[0]![1]]]) };
  assert.throws(() => matchWeights(network, more), /1 unused\n.*\n {2}more\/w +unused +\[3,3,3,16\]/);
});

for (const [name, { variants }] of Object.entries(architectures))
  if ("keras" in variants)
    test(`${name}: Keras 3's numbered weights are taken in the order of each class`, () => {
      const network = built(name as ArchitectureName, "keras");
      const layers = network.network.layers.filter(({ parameters }) => parameters.length > 0);
      const byClass = [...layers].sort((a, b) => (a.className < b.className ? -1 : a.className > b.className ? 1 : 0));
      const entries = byClass.flatMap(({ parameters }, place) =>
        parameters.map(({ shape, values }, number) => [`layer_${place}/${number}`, { shape, values }] as const),
      );
      const kinds = new Map(byClass.map(({ className }, place) => [`layer_${place}`, snakeCaseOfClass(className)]));
      const given = { path: "w", tensors: new Map(entries), byOrder: true, kinds };
      assert.equal(matchWeights(network, given), network.network.getWeights());
      const { base } = createBase({ architecture: network.architecture, alpha: 0.5, size: 32, weights: given });
      const ours = network.network.getWeights();
      for (const { name: of, values } of base.parameters) assert.equal(values, ours.get(of)!.values, of);
      const more = {
        ...given,
        tensors: new Map([...entries, ["prelu/0", entries[0]![1]]]),
        kinds: new Map([...kinds, ["prelu", "prelu"]]),
      };
      assert.throws(() => matchWeights(network, more), /1 unused\n.*\n {2}prelu\/0/);
    });

test("Keras's ImageNet weights of EfficientNet have the deviation in the place of the variance", () => {
  const network = built("efficientnet-b0", "keras");
  const deviation = { shape: [3], values: Float32Array.of(0.229, 0.224, 0.225) };
  const tensors = changed(network.network.getWeights(), (of) => of.set("normalization/variance", deviation));
  const { values } = matchWeights(network, { path: "w", tensors }).get("normalization/variance")!;
  assert.equal(
    values,
    Float32Array.of(0.229, 0.224, 0.225).map((number) => number ** 2),
  );
});

test("what is missing, unused and of another shape is shown in a table", () => {
  const network = built("mobilenetv2", "torchvision", false);
  const tensors = changed(weightsFor(built("mobilenetv2", "torchvision")), (of) => {
    of.delete("features.3.conv.1.0.weight");
    of.set("features.0.0.weight", { shape: [16, 3, 5, 5], values: new Float32Array(1200) });
    of.set("features.19.weight", { shape: [2], values: new Float32Array(2) });
  });
  const expected = [
    'w: does not fit model "mobilenetv2_0.50_32", torchvision\'s MobileNetV2: 1 missing, 1 unused, 1 of another shape',
    "  weight                      expected     found",
    "  features.0.0.weight         [16,3,3,3]   [16,3,5,5]",
    "  features.3.conv.1.0.weight  [96,1,3,3]  missing",
    "  features.19.weight          unused       [2]",
  ].map((line) => line.replace(/ {2,}/g, "  "));
  try {
    matchWeights(network, { path: "w", tensors });
    assert.unreachable();
  } catch (error) {
    assert.equal(
      String((error as Error).message)
        .split("\n")
        .map((line) => line.replace(/ {2,}/g, "  ")),
      expected,
    );
  }
});

test("another network is called so, in lines that fit a terminal", () => {
  const tensors = new Map([[`${"deep/".repeat(20)}kernel`, { shape: [1, 2, 3, 4], values: new Float32Array(24) }]]);
  try {
    matchWeights(built("mobilenetv2", "keras"), { path: "w", tensors });
    assert.unreachable();
  } catch (error) {
    const [head, ...rows] = String((error as Error).message).split("\n");
    assert.match(head!, /: this is another network: 262 missing, 1 unused$/);
    assert.ok(rows.every((row) => row.length <= 80));
  }
});

test("a program that does not have the network is named", () => {
  const tensors = weightsFor(built("mobilenetv2", "timm"));
  assert.throws(
    () => createBase({ architecture: "shufflenetv2", alpha: 0.5, size: 32, weights: { path: "w", tensors } }),
    /w: its names are those of timm, which has no ShuffleNetV2: expected those of torchvision/,
  );
});

test("timm's models are told apart by their names", () => {
  const tensors = weightsFor(built("efficientnet-lite0", "timm"));
  const found = (model: string) => sourceOf("efficientnet-lite0", { path: model, tensors });
  assert.is(found("models--timm--tf_efficientnet_lite0.in1k/model.safetensors"), "timm-tf");
  assert.is(found("efficientnet_lite0_ra-37913777.pth"), "timm");
  assert.is(found("model.safetensors"), "timm-tf");
});

test("weights that batch norm is folded into are not written for others", () => {
  const network = findArchitecture("mobilenetv2").create({ ...shape, folded: true });
  assert.throws(
    () => weightsFor({ ...network, architecture: "mobilenetv2", source: "keras" }),
    /MobileNetV2: expected weights with batch norm, which keras keeps, got weights that it is folded into/,
  );
});

test.run();
