import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseBase } from "../../../src/jobs/base/chooseBase.js";
import { namedNetwork } from "../../../src/jobs/base/namedNetwork.js";
import type { BaseChoice } from "../../../src/jobs/base/options.js";
import { withDefaults } from "../../../src/jobs/train/options.js";
import { withTuneDefaults } from "../../../src/jobs/tune/options.js";
import { recordEvents, refusal } from "../../support/tinyJob.js";

const test = suite("choice of a base");
const folder = mkdtempSync(join(tmpdir(), "linnet-base-"));
const { LINNET_CACHE, LINNET_WEIGHTS_URL } = process.env;
const cached = join(folder, "weights", "mobilenetv2-1.0-224-imagenet.safetensors");

test.before(() => {
  process.env.LINNET_CACHE = folder;
  // Nothing answers there.
  process.env.LINNET_WEIGHTS_URL = "http://127.0.0.1:1";
  mkdirSync(join(folder, "weights"));
});

test.before.each(() => rmSync(cached, { force: true }));

test.after(() => {
  if (LINNET_CACHE === undefined) delete process.env.LINNET_CACHE;
  else process.env.LINNET_CACHE = LINNET_CACHE;
  if (LINNET_WEIGHTS_URL === undefined) delete process.env.LINNET_WEIGHTS_URL;
  else process.env.LINNET_WEIGHTS_URL = LINNET_WEIGHTS_URL;
  rmSync(folder, { recursive: true });
});

const small = { architecture: "mobilenetv2", alpha: 0.35, size: 96, weights: "small" };

test("with nothing given it is the small one, which is told; train and tune agree, and no default is needed", async () => {
  const { events, control } = recordEvents();
  assert.equal(await chooseBase({}, control), small);
  assert.equal(events, [
    { kind: "base", network: "mobilenetv2 0.35 at 96 pixels", weightsFolder: join(folder, "weights") },
  ]);
  for (const choice of [{}, { base: "small" }, { base: "small", size: 64 }] satisfies BaseChoice[]) {
    const expected = await chooseBase(choice);
    assert.equal(await chooseBase(withDefaults(choice)), expected);
    assert.equal(await chooseBase(withTuneDefaults(choice)), expected);
  }
});

test("ImageNet weights in the cache folder come first, unless the small base is asked for", async () => {
  writeFileSync(cached, "");
  assert.equal(await chooseBase({}), { architecture: "mobilenetv2", alpha: 1, size: 224, weights: { file: cached } });
  assert.equal(await chooseBase({ base: "imagenet" }), await chooseBase({ base: "mobilenetv2", weights: "imagenet" }));
  assert.equal(await chooseBase({ base: "small" }), small);
});

test("any architecture can be named, with a file, or with none", async () => {
  const { events, control } = recordEvents();
  assert.equal(await chooseBase({ base: "mobilenetv3-small", weights: "w", size: 96 }, control), {
    ...{ architecture: "mobilenetv3-small", alpha: 1, size: 96 },
    weights: { file: "w" },
  });
  assert.equal(await chooseBase({ base: "mobilenetv1", fromScratch: true }, control), {
    ...{ architecture: "mobilenetv1", alpha: 1, size: 224 },
    weights: null,
  });
  assert.equal(events, []);
});

test("weights that are not there are downloaded; what contradicts itself is named", async () => {
  const cases: readonly [BaseChoice, RegExp][] = [
    [{ base: "mobilenetv1" }, /^http:.*\/mobilenet_1_0_224_tf_no_top\.h5: .* into .*weights; /s],
    [{ weights: "imagenet" }, /^http:.*\/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1\.0_224_no_top\.h5: /],
    [{ base: "mobilenetv1", alpha: 0.6 }, /^alpha: there are ImageNet weights of mobilenetv1 for a width of /],
    [{ alpha: 0.5 }, /^alpha: the small base has 0\.35/],
    [{ base: "small", weights: "w" }, /^weights: expected none beside the small base/],
    [{ base: "imagenet", weights: "w" }, /^weights: expected none/],
    [{ weights: "w", fromScratch: true }, /^fromScratch: expected no weights/],
    [{ base: "small", fromScratch: true }, /^fromScratch: expected an architecture/],
    [{ base: "small", preprocessing: "tf" }, /^preprocessing: expected a model's file as base beside it/],
    [{ base: "mobilnet" }, /^base: expected one of small, .*, or a model's file; mobilnet: .* could not be read/],
  ];
  for (const [choice, message] of cases) assert.match((await refusal(chooseBase(choice))).message, message);
});

test("a size of which nobody has published weights takes those of the default one", async () => {
  writeFileSync(cached, "");
  const { events, control } = recordEvents();
  assert.equal(await chooseBase({ base: "imagenet", size: 100 }, control), {
    ...{ architecture: "mobilenetv2", alpha: 1, size: 100 },
    weights: { file: cached },
  });
  assert.equal(events, [
    { kind: "warning", text: "There are no ImageNet weights of mobilenetv2 for 100 pixels: those for 224 are taken." },
  ]);
});

test("a network to look at has the name's shape", async () => {
  assert.equal((await namedNetwork({ base: "mobilenetv1", size: 64 })).inputShape, [64, 64, 3]);
  assert.equal((await namedNetwork({ includeTop: false })).outputShape, [7, 7, 1280]);
  assert.equal((await namedNetwork({ base: "small" })).inputShape, [96, 96, 3]);
});

test.run();
