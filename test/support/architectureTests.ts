// What every architecture is asked: Keras's weights, counts and outputs (test/oracles/kerasArchitectures.py), folding,
// training, and that its blocks hold its layers.

import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { compile } from "../../src/backends/compile.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { preprocessValues } from "../../src/data/preprocess.js";
import { inferenceContext } from "../../src/layers/layer.js";
import type { Weights } from "../../src/model/network.js";
import {
  type Architecture,
  type ArchitectureOptions,
  defaultSource,
  variantOf,
} from "../../src/models/architecture.js";
import { SGD } from "../../src/optim/sgd.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { Model } from "../../src/train/model.js";
import { assertClose } from "./compare.js";
import { hashedNumbers, hashedWeight } from "./hashedNumbers.js";

interface Golden {
  readonly classes: number;
  readonly pictures: number;
  readonly parameters: readonly { readonly alpha: number; readonly withTop: number; readonly withoutTop: number }[];
  readonly cases: readonly {
    readonly alpha: number;
    readonly inputShape: readonly [number, number, number];
    readonly weights: { readonly [name: string]: readonly number[] };
    readonly logits: readonly number[];
    /** The first of the pooled features of the first picture. */
    readonly pooled: readonly number[];
  }[];
  /** Of one picture, at every width. */
  readonly sweep?: readonly SweptCase[];
}

interface SweptCase {
  readonly alpha: number;
  readonly inputShape: readonly [number, number, number];
  readonly logits: readonly number[];
}

export function readGolden(architecture: string): Golden {
  const file = new URL(`../golden/architectures/${architecture}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Golden;
}

/** Keras differs from itself, with oneDNN and without, by up to 6e-5: the largest of these networks magnifies rounding. */
const TOLERANCE = 1e-4;

interface Asked {
  readonly blocks: number;
  /** A width and a size for training. Default: 0.25 at 32. */
  readonly training?: Pick<ArchitectureOptions, "alpha" | "inputShape">;
}

export function testArchitecture(architecture: Architecture, { blocks, training }: Asked): void {
  const { name, create, variants } = architecture;
  if (variants.keras !== undefined) testKerasNumbers(architecture);
  else testFolding(architecture);

  test(`${name}: pooling by mean and by largest number, with Keras's names`, () => {
    const lastOf = (pooling: "avg" | "max") => create({ includeTop: false, pooling }).network.output;
    assert.equal(lastOf("max").shape, lastOf("avg").shape);
    assert.match(lastOf("max").layer.name, /^(global_max_pooling2d|max_pool)$/);
    assert.is(lastOf("max").layer.className, "GlobalMaxPooling2D");
  });

  test(`${name}: its ${blocks} blocks hold every layer of the base, each once, in order`, () => {
    const { network, blocks: found } = create({ includeTop: false });
    assert.is(found.length, blocks);
    assert.equal(
      found.flat(),
      network.layers.map((layer) => layer.name).filter((layer) => layer !== "input"),
    );
    assert.equal(create().blocks, found, "a classifier is in no block");
  });

  test(`${name}: a training step reaches every weight, and fit makes the loss smaller`, async () => {
    const { network } = create({ alpha: 0.25, inputShape: [32, 32, 3], ...training, classes: 2, momentum: 0.9 });
    const x = picturesFor(architecture, [8, ...network.inputShape]);
    const y = Tensor.from(
      Float32Array.from({ length: 16 }, (_, index) => Number(index % 2 === Math.floor(index / 2) % 2)),
      [8, 2],
    );
    network.compile({
      optimizer: new SGD({ learningRate: 0.01 }),
      loss: "categoricalCrossentropy",
      backend: await wasmBackend({ threads: 1 }),
    });
    const before = new Map(network.parameters.map((parameter) => [parameter.name, parameter.values]));
    const { history } = await network.fit(x, y, { epochs: 8, batchSize: 8 });
    const still = network.parameters.filter(({ name: of, values }) =>
      values.every((value, i) => value === before.get(of)![i] && !of.startsWith("normalization/")),
    );
    assert.equal(
      still.map(({ name: of }) => of),
      [],
      "weights that did not move",
    );
    const [first, last] = [history.loss![0]!, history.loss!.at(-1)!];
    assert.ok(last < first, `expected the loss to fall, got ${first} and then ${last}`);
    await network.close();
  });
}

function testFolding(architecture: Architecture): void {
  test(`${architecture.name}: batch norm can be folded in`, async () => {
    const options = { alpha: 0.5, inputShape: [48, 32, 3], includeTop: false, pooling: "avg" } as const;
    const { network } = architecture.create(options);
    setHashedWeights(network);
    const { network: folded } = architecture.create({ ...options, folded: true });
    const { epsilon } = variantOf(architecture, defaultSource(architecture.variants));
    folded.loadWeights(foldBatchNorms(network, epsilon));
    const x = picturesFor(architecture, [1, ...options.inputShape]);
    const backend = await wasmBackend({ threads: 1 });
    const expected = await outputOf(network, x, { backend });
    assertClose((await outputOf(folded, x, { backend })).values, expected.values, TOLERANCE, "features");
  });
}

function testKerasNumbers(architecture: Architecture): void {
  const { name, create } = architecture;
  const golden = readGolden(name);

  test(`${name}: as many parameters as Keras counts`, () => {
    for (const { alpha, withTop, withoutTop } of golden.parameters) {
      assert.is(countParameters(create({ alpha }).network), withTop, `alpha ${alpha}`);
      assert.is(countParameters(create({ alpha, includeTop: false }).network), withoutTop, `alpha ${alpha}, no top`);
    }
  });

  for (const { alpha, inputShape, weights, logits, pooled } of golden.cases) {
    const title = `${name} ${alpha} at ${inputShape.slice(0, 2).join(" x ")}`;
    const options = { alpha, inputShape, classes: golden.classes, classifierActivation: null } as const;
    const x = picturesFor(architecture, [golden.pictures, ...inputShape]);

    test(`${title}: Keras's weights give Keras's logits`, async () => {
      const { network } = create(options);
      setHashedWeights(network);
      assert.equal(Object.fromEntries(network.parameters.map(({ name: of, shape }) => [of, shape])), weights);
      const backend = await wasmBackend({ threads: 1 });
      assertClose((await outputOf(network, x, { backend })).values, logits, TOLERANCE, "logits");
      const { network: base } = create({ alpha, inputShape, includeTop: false, pooling: "avg" });
      setHashedWeights(base);
      const features = await outputOf(base, x.slice(0, 1), { backend });
      assertClose(features.values.subarray(0, pooled.length), pooled, TOLERANCE, "features");
    });

    test(`${title}: so do weights with batch norm folded in`, async () => {
      const { network } = create(options);
      setHashedWeights(network);
      const { network: folded } = create({ ...options, folded: true });
      folded.loadWeights(foldBatchNorms(network));
      const backend = await wasmBackend({ threads: 1 });
      assertClose((await outputOf(folded, x, { backend })).values, logits, TOLERANCE, "logits");
    });
  }
}

export async function assertKerasLogits(architecture: Architecture, { alpha, inputShape, logits }: SweptCase) {
  const options = { alpha, inputShape, classes: logits.length, classifierActivation: null } as const;
  const { network } = architecture.create(options);
  setHashedWeights(network);
  const x = picturesFor(architecture, [1, ...inputShape]);
  const found = await outputOf(network, x, { backend: await wasmBackend({ threads: 1 }) });
  // Called and not predicted with, Keras's largest network is 1.1e-4 away.
  const tolerance = architecture.name === "mobilenetv3-large" ? 2 * TOLERANCE : TOLERANCE;
  assertClose(found.values, logits, tolerance, "logits");
}

function countParameters(network: Model): number {
  return network.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function setHashedWeights(network: Model): void {
  for (const parameter of network.parameters) parameter.values = hashedWeight(parameter);
}

/** Pixels as the architecture takes them. */
function picturesFor(architecture: Architecture, shape: readonly number[]): Tensor {
  const { preprocessing } = variantOf(architecture, defaultSource(architecture.variants));
  const pixels = Float32Array.from(hashedNumbers(sizeOf(shape), "pictures"), (number) => 255 * number);
  preprocessValues(pixels, preprocessing);
  return Tensor.from(pixels, shape);
}

async function outputOf(network: Model, x: Tensor, { backend }: { readonly backend: Backend }): Promise<Tensor> {
  const run = await compile((input) => network.call(input, inferenceContext), [x.shape], { backend });
  assert.not.ok(
    run.plan.steps.some(({ op }) => op.name === "batchNorm"),
    "every batch norm is folded",
  );
  const [output] = await run(x);
  await run.program.close();
  return output!;
}

/** The weights of the same network with `folded: true`: kernel * gamma / deviation, and beta - mean * gamma / deviation. */
function foldBatchNorms(network: Model, epsilon = 1e-3): Weights {
  const folded = network.getWeights();
  const readBy = new Map(network.toConfig().layers.map(({ name, inputs }) => [name, inputs[0]!]));
  for (const norm of network.layers.filter((layer) => layer.className === "BatchNormalization")) {
    const of = (weight: string): Float32Array => folded.get(`${norm.name}/${weight}`)!.values;
    const [beta, mean] = [of("beta"), of("moving_mean")];
    const scale = of("gamma").map((gamma, channel) => gamma / Math.sqrt(of("moving_variance")[channel]! + epsilon));
    const convolution = readBy.get(norm.name)!;
    const kernel = ["kernel", "depthwise_kernel"]
      .map((kind) => `${convolution}/${kind}`)
      .find((key) => folded.has(key))!;
    const { shape, values } = folded.get(kernel)!;
    folded.set(kernel, { shape, values: values.map((value, index) => value * scale[index % scale.length]!) });
    const bias = beta.map((shift, channel) => shift - mean[channel]! * scale[channel]!);
    folded.set(`${convolution}/bias`, { shape: [bias.length], values: bias });
  }
  return folded;
}
