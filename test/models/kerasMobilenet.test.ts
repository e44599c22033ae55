// MobileNetV2 against Keras's at many sizes: parameters, layers, and the logits of weights that a formula gives
// (test/oracles/keras/mobilenet.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { Model } from "../../src/train/model.js";
import { assertClose } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface Counts {
  readonly alpha: number;
  readonly size: number;
  readonly params: number;
  readonly trainable: number;
  readonly notop: number;
  readonly notopShape: readonly (number | null)[];
}

interface Layers {
  readonly alpha: number;
  readonly size: number;
  /** Names and classes. */
  readonly layerNames: readonly (readonly [string, string])[];
  /** The shape of each weight, in order. */
  readonly weights: { readonly [name: string]: readonly number[] };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const sizesOf = ({ parameters }: Model) => sum(parameters.map(({ shape }) => sizeOf(shape)));

test("parameters and shapes are Keras's at 21 sizes and width multipliers", () => {
  for (const { alpha, size, params, trainable, notop, notopShape } of readFixture<readonly Counts[]>(
    "mobilenet-counts",
  )) {
    const what = `${alpha} at ${size}`;
    const whole = mobileNetV2({ alpha, inputShape: [size, size, 3] });
    assert.is(sizesOf(whole), params, what);
    assert.is(
      sum(whole.parameters.filter(({ learned }) => learned).map(({ shape }) => sizeOf(shape))),
      trainable,
      what,
    );
    const base = mobileNetV2({ alpha, inputShape: [size, size, 3], includeTop: false });
    assert.is(sizesOf(base), notop, what);
    assert.equal(base.outputShape, notopShape.slice(1), what);
  }
});

const [layers] = readFixture<readonly Layers[]>("mobilenet-layers");

test("layers and weights have Keras's names and shapes; padding is part of the convolutions", () => {
  const { alpha, size, layerNames, weights } = layers!;
  const model = mobileNetV2({ alpha, inputShape: [size, size, 3] });
  const expected = layerNames.filter(([, className]) => !["ZeroPadding2D", "InputLayer"].includes(className));
  assert.equal(
    model.layers.slice(1).map(({ name, className }) => [name, className]),
    expected,
  );
  const found = model.parameters.map(({ name, shape }) => [kerasName(name), shape]);
  assert.equal(Object.fromEntries(found), weights);
});

/** The fixture tells a depthwise kernel from another one, as Keras 2 did. */
function kerasName(name: string): string {
  return name.replace(/(depthwise)\/kernel$/, "$1/depthwise_kernel");
}

/** The fixture's numbers from -1 to 1. */
function hashed(count: number, key: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    let hash = (Math.imul(index, 2654435761) + key * 40503 + 17) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
    return ((hash ^ (hash >>> 13)) >>> 8) / 2 ** 23 - 1;
  });
}

function weightOf(name: string, shape: readonly number[], key: number): Float32Array {
  const drawn = hashed(sizeOf(shape), key);
  const [layer, weight] = name.split("/") as [string, string];
  if (weight.endsWith("kernel")) {
    const inputs = layer.endsWith("depthwise") ? 9 : sizeOf(shape.slice(0, -1));
    return drawn.map((value) => value * Math.sqrt(6 / inputs));
  }
  if (weight === "gamma") return drawn.map((value) => 1 + 0.3 * value);
  return drawn.map((value) => (weight === "moving_variance" ? 1 + 0.5 * value : 0.1 * value));
}

test("the logits of 0.35 at 96 are Keras's", async () => {
  const { alpha, size, logits } = readFixture<Pick<Layers, "alpha" | "size"> & { readonly logits: FixtureTensor }>(
    "mobilenet-logits",
  );
  const model = mobileNetV2({ alpha, inputShape: [size, size, 3], classifierActivation: null });
  const keys = Object.keys(layers!.weights);
  model.loadWeights(
    new Map(
      model.parameters.map(({ name, shape }) => {
        return [name, { shape, values: weightOf(name, shape, keys.indexOf(kerasName(name))) }];
      }),
    ),
  );
  model.useBackend(await wasmBackend({ threads: 1 }));
  const pictures = Tensor.from(hashed(2 * size * size * 3, 99), [2, size, size, 3]);
  assertClose((await model.predict(pictures)).values, logits.values, 1e-5, "logits");
});

test.run();
