// Training steps of linnet, in a process of their own.
//   linnet.js WORK WEIGHTS THREADS

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Adam, type Model, readSafetensors, Tensor, wasmBackend } from "linnet";
import { send } from "../serve.ts";
import { modelFor } from "./models.ts";
import { type TrainingReady, type Work, waves, works } from "./work.ts";

const [work, weightsFile, threads] = process.argv.slice(2) as [Work, string, string];
const backend = await wasmBackend({ threads: Number(threads) });
const { batch: batchSize, comparedSteps, stepsATurn } = works[work];

/** A frozen part runs in every step, as in the other libraries and as pictures that are augmented ask for. */
const everyStep = { batchSize, featureBytes: 0 };

function compiled(dropout: number): Model {
  const model = modelFor(work, dropout);
  model.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: "categoricalCrossentropy", backend });
  return model;
}

/** `[batch * steps, ...]`, every batch the same, and its classes one-hot. */
function examples(model: Model, steps: number): [x: Tensor, y: Tensor] {
  const length = batchSize * model.inputShape.reduce((a, b) => a * b, 1);
  const batch = waves(length);
  const x = Float32Array.from({ length: steps * length }, (_, index) => batch[index % length]!);
  const y = Float32Array.from({ length: 2 * batchSize * steps }, (_, index) =>
    (index >> 1) % 2 === index % 2 ? 1 : 0,
  );
  return [Tensor.from(x, [batchSize * steps, ...model.inputShape]), Tensor.from(y, [batchSize * steps, 2])];
}

/** From the weights in the file; what is not learned is as it was. */
async function lossesOfFirstSteps(): Promise<number[]> {
  const model = compiled(0);
  const stored = readSafetensors(readFileSync(weightsFile), weightsFile).tensors;
  model.loadWeights(new Map([...model.getWeights(), ...stored]), { file: weightsFile });
  const { history } = await model.fit(...examples(model, 1), { ...everyStep, epochs: comparedSteps, shuffle: false });
  await model.close();
  return [...history.loss!];
}

const losses = await lossesOfFirstSteps();
const model = compiled(0.5);
const trained = model.layers.filter(({ trainable }) => trainable).flatMap(({ parameters }) => parameters);
const weights = trained.filter(({ learned }) => learned).reduce((sum, { values }) => sum + values.length, 0);
const ready: TrainingReady = { weights, losses };
const requests = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let [start, milliseconds] = [0, 0];
// An epoch is a turn, which begins when it is asked for; the first one is there to warm up. Its first step wakes up the
// threads of a process that was stopped, and is not timed.
await model.fit(...examples(model, 1 + stepsATurn), {
  ...everyStep,
  epochs: Number.MAX_SAFE_INTEGER,
  callbacks: [
    {
      onEpochBegin: async (epoch, controls) => {
        if (epoch > 0 && (await requests.next()).done === true) controls.stop();
      },
      onBatchEnd: (step) => {
        const now = performance.now();
        if (step === 0) start = now;
        milliseconds = (now - start) / stepsATurn;
      },
      onEpochEnd: (epoch) => send(epoch === 0 ? ready : { milliseconds }),
    },
  ],
});
