// Training steps of linnet, in a process of their own.

import { createInterface } from "node:readline";
import { Adam, Dense, Dropout, input, Model, mobileNetV2, type StoredTensor, Tensor, wasmBackend } from "linnet";
import { send } from "../serve.ts";
import { BATCH, type TrainingReady, type Work, waves, works } from "./work.ts";

const work = process.argv[2] as Work;
const backend = await wasmBackend({ threads: Number(process.argv[3]) });
const { stepsATurn } = works[work];

function compiled(model: Model): Model {
  model.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: "categoricalCrossentropy", backend });
  return model;
}

function head(dropout: number): Model {
  const features = input({ shape: [1280] });
  let x = new Dense({ name: "hidden", units: 128, activation: "relu" }).apply(features);
  x = new Dropout({ rate: dropout }).apply(x);
  return new Model({ inputs: features, outputs: new Dense({ name: "out", units: 2, activation: "softmax" }).apply(x) });
}

/** `[BATCH * steps, ...]`, every batch the same, and its classes one-hot. */
function examples(model: Model, steps: number): [x: Tensor, y: Tensor] {
  const length = BATCH * model.inputShape.reduce((a, b) => a * b, 1);
  const batch = waves(length);
  const x = Float32Array.from({ length: steps * length }, (_, index) => batch[index % length]!);
  const y = Float32Array.from({ length: 2 * BATCH * steps }, (_, index) => ((index >> 1) % 2 === index % 2 ? 1 : 0));
  return [Tensor.from(x, [BATCH * steps, ...model.inputShape]), Tensor.from(y, [BATCH * steps, 2])];
}

async function lossesOfFirstSteps(): Promise<number[]> {
  const model = compiled(head(0));
  const kernel = (shape: readonly [number, number]) => ({
    shape,
    values: waves(shape[0] * shape[1]).map((value) => value / 30),
  });
  const bias = (length: number) => ({ shape: [length], values: new Float32Array(length) });
  const weights: readonly (readonly [name: string, tensor: StoredTensor])[] = [
    ["hidden/kernel", kernel([1280, 128])],
    ["hidden/bias", bias(128)],
    ["out/kernel", kernel([128, 2])],
    ["out/bias", bias(2)],
  ];
  model.loadWeights(new Map(weights), { file: "the benchmark" });
  const { history } = await model.fit(...examples(model, 1), { epochs: 3, shuffle: false });
  return [...history.loss!];
}

const model = compiled(
  work === "head" ? head(0.5) : mobileNetV2({ alpha: 0.35, inputShape: [96, 96, 3], classes: 2, momentum: 0.9 }),
);
const requests = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const ready: TrainingReady = {
  weights: model.parameters.filter(({ learned }) => learned).reduce((total, { values }) => total + values.length, 0),
  losses: work === "head" ? await lossesOfFirstSteps() : [],
};
let start = 0;
await model.fit(...examples(model, stepsATurn), {
  epochs: Number.MAX_SAFE_INTEGER,
  batchSize: BATCH,
  callbacks: [
    {
      // An epoch is a turn: it begins when it is asked for. The first one is there to warm up.
      onEpochBegin: async (epoch, controls) => {
        if (epoch > 0 && (await requests.next()).done === true) controls.stop();
        start = performance.now();
      },
      onEpochEnd: (epoch) => {
        const milliseconds = (performance.now() - start) / stepsATurn;
        send(epoch === 0 ? ready : { milliseconds });
      },
    },
  ],
});
