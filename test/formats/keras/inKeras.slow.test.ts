// Proves: Keras .keras and .h5 | out | every layer, preprocessing, MobileNetV2 and V3, ShuffleNetV2: outputs within 1e-4 | keras, tf_keras
// Proves: Keras .keras and .h5 | out | training goes on: a step there is a step here, in twelve optimizers (.keras) | keras
// Keras 3 and tf_keras load what linnet writes, and compute the same.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { preprocessValues } from "../../../src/data/preprocess.js";
import type { PreprocessMode } from "../../../src/data/preprocessModes.js";
import {
  Adadelta,
  Adafactor,
  AdaGrad,
  AdaMax,
  Adam,
  AdamW,
  BatchNormalization,
  Conv2D,
  Dense,
  exportNetwork,
  Flatten,
  Ftrl,
  GlobalAveragePooling2D,
  input,
  Lamb,
  Lion,
  Model,
  Multiply,
  Muon,
  mobileNetV2,
  mobileNetV3Small,
  type Network,
  type Optimizer,
  RMSProp,
  SGD,
  shuffleNetV2,
  Tensor,
} from "../../../src/index.js";
import { everyKerasLayer, hashed, somePixels } from "../../support/everyKerasLayer.js";
import { furtherKerasLayers } from "../../support/furtherKerasLayers.js";
import { pythonWith, runCheck } from "../../support/python.js";

const test = suite("linnet's files in Keras");
const python = pythonWith(["keras", "tf_keras"], "whether Keras reads what linnet writes");

interface Found {
  readonly keras: readonly number[];
  /** The weights after a step, layer by layer. */
  readonly trained?: readonly (readonly number[])[];
  readonly tf_keras?: readonly number[];
}

const modes: readonly PreprocessMode[] = ["none", "tf", "torch", "caffe", "imagenetMean"];

function networks(): Map<string, Network> {
  const found = new Map<string, Network>([
    ["keras3", everyKerasLayer()],
    ["further", furtherKerasLayers()],
  ]);
  for (const mode of modes) {
    const network = everyKerasLayer({ swish: "relu", gate: "sigmoid" });
    network.record = { ...network.record, preprocessing: { mode, resize: "bilinear" } };
    found.set(mode, network);
  }
  found.set(
    "mobilenetv2",
    hashed(mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  );
  found.set(
    "mobilenetv3",
    hashed(mobileNetV3Small({ alpha: 0.35, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  );
  const small = { inputShape: [32, 32, 3] as const, classes: 3, source: "torchvision" } as const;
  found.set("shufflenetv2", hashed(shuffleNetV2({ alpha: 0.5, ...small })));
  found.set("mobilenetv2torch", hashed(mobileNetV2({ alpha: 0.35, ...small })));
  return found;
}

/** What the network makes of pixels, as its record says. */
async function expectedOf(network: Network, pixels: Tensor): Promise<readonly number[]> {
  const values = pixels.values.slice();
  preprocessValues(values, network.record.preprocessing?.mode ?? "none");
  const output = await network.predict(Tensor.from(values, pixels.shape));
  await network.close();
  return [...output.values];
}

test("every layer and way to preprocess is loaded, and computes the same to 1e-4", async () => {
  if (python === null) return;
  const folder = mkdtempSync(join(tmpdir(), "linnet-keras-"));
  try {
    const pixels = somePixels(2, [32, 32, 3]);
    const forKeras2 = [...modes, "mobilenetv2", "shufflenetv2", "mobilenetv2torch", "further"];
    const given = { x: [...pixels.values], shape: pixels.shape, forKeras2 };
    writeFileSync(join(folder, "given.json"), JSON.stringify(given));
    const expected = new Map<string, readonly number[]>();
    for (const [name, network] of networks()) {
      for (const format of ["keras", "h5"] as const) {
        const [file] = await exportNetwork(network, { format });
        writeFileSync(join(folder, `${name}.${format}`), file!.bytes);
      }
      expected.set(name, await expectedOf(network, pixels));
    }
    runCheck(python, "inKeras.py", folder);
    const outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8")) as { [file: string]: Found };
    for (const [name, numbers] of expected)
      for (const format of ["keras", "h5"]) {
        const { keras, tf_keras: keras2 } = outputs[`${name}.${format}`]!;
        assertNear(`${name}.${format} in Keras 3`, keras, numbers);
        if (format === "h5" && forKeras2.includes(name)) assertNear(`${name}.h5 in tf_keras`, keras2!, numbers);
      }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const optimizers: { readonly [name: string]: () => Optimizer } = {
  adadelta: () => new Adadelta({ learningRate: 0.5 }),
  adafactor: () => new Adafactor({ learningRate: 0.01 }),
  adagrad: () => new AdaGrad({ learningRate: 0.01 }),
  adam: () => new Adam({ learningRate: 0.003, beta2: 0.99, clipnorm: 0.5 }),
  adamax: () => new AdaMax(),
  adamw: () => new AdamW({ weightDecay: 0.01 }),
  ftrl: () => new Ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.01 }),
  lamb: () => new Lamb(),
  lion: () => new Lion({ learningRate: 1e-4 }),
  muon: () => new Muon({ excludeLayers: ["dense_1"] }),
  rmsprop: () => new RMSProp(),
  sgd: () => new SGD({ momentum: 0.9, nesterov: true }),
};

function trainable(): Model {
  const begin = input({ shape: [8, 8, 2] });
  let x = new Conv2D({ filters: 3, kernelSize: 3, activation: "tanh", trainable: false }).apply(begin);
  x = new BatchNormalization({ momentum: 0.9 }).apply(x);
  const gate = new GlobalAveragePooling2D().apply(
    new Conv2D({ filters: 4, kernelSize: 3, kernelRegularizer: "l2" }).apply(x),
  );
  x = new Dense({ units: 4, activation: "sigmoid" }).apply(new Flatten().apply(x));
  return hashed(
    new Model({
      inputs: begin,
      outputs: new Dense({ units: 3, activation: "softmax" }).apply(new Multiply().apply([gate, x])),
    }),
  );
}

test("training goes on in Keras where it was: a step there is a step here to 1e-4 of the step", async () => {
  if (python === null) return;
  const folder = mkdtempSync(join(tmpdir(), "linnet-keras-"));
  try {
    const x = Tensor.from(
      Float32Array.from({ length: 4 * 128 }, (_, index) => Math.sin(index * 0.7)),
      [4, 8, 8, 2],
    );
    const y = Tensor.from(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0), [4, 3]);
    const step = { y: [...y.values], shape: y.shape };
    const steps = Object.fromEntries(Object.keys(optimizers).map((name) => [name, step]));
    writeFileSync(
      join(folder, "given.json"),
      JSON.stringify({ x: [...x.values], shape: x.shape, forKeras2: [], steps }),
    );
    const expected = new Map<string, readonly Tensor[]>();
    for (const [name, optimizer] of Object.entries(optimizers)) {
      const model = trainable();
      model.compile({ optimizer: optimizer(), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
      for (let count = 0; count < 5; count += 1) await model.trainOnBatch(x, y);
      await model.export(join(folder, `${name}.keras`), { format: "keras" });
      await model.trainOnBatch(x, y);
      // In Keras's order of the layers.
      const order = [
        "conv2d",
        "batch_normalization",
        "flatten",
        "conv2d_1",
        "global_average_pooling2d",
        "dense",
        "dense_1",
      ];
      expected.set(
        name,
        order.flatMap((layer) => model.getLayer(layer).getWeights()),
      );
      await model.close();
    }
    runCheck(python, "inKeras.py", folder);
    const outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8")) as { [file: string]: Found };
    for (const [name, weights] of expected) {
      const found = outputs[`${name}.keras`]!.trained!;
      weights.forEach(({ values, name: weight }, index) =>
        assertNear(`${name}: ${weight}`, found[index]!, [...values], 2e-6),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function assertNear(what: string, found: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  assert.is(found.length, expected.length, what);
  const difference = Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)));
  assert.ok(difference <= tolerance, `${what}: differs by ${difference}`);
}

test.run();
