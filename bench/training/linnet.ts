// Training steps of linnet, in a process of their own.
//   linnet.js WORK WEIGHTS THREADS

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Adam, type Model, readSafetensors, Tensor, wasmBackend } from "linnet";
import { send } from "../serve.ts";
import { head, network } from "./models.ts";
import { BATCH, type TrainingReady, type Work, waves, works } from "./work.ts";

const [work, weightsFile, threads] = process.argv.slice(2) as [Work, string, string];
const backend = await wasmBackend({ threads: Number(threads) });
const { stepsATurn } = works[work];

function compiled(model: Model): Model {
  model.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: "categoricalCrossentropy", backend });
  return model;
}

/** `[BATCH * steps, ...]`, every batch the same, and its classes one-hot. */
function examples(model: Model, steps: number): [x: Tensor, y: Tensor] {
  const length = BATCH * model.inputShape.reduce((a, b) => a * b, 1);
  const batch = waves(length);
  const x = Float32Array.from({ length: steps * length }, (_, index) => batch[index % length]!);
  const y = Float32Array.from({ length: 2 * BATCH * steps }, (_, index) => ((index >> 1) % 2 === index % 2 ? 1 : 0));
  return [Tensor.from(x, [BATCH * steps, ...model.inputShape]), Tensor.from(y, [BATCH * steps, 2])];
}

/** From the weights in the file; what is not learned is as it was. */
async function lossesOfFirstSteps(): Promise<number[]> {
  const model = compiled(work === "head" ? head(0) : network());
  const stored = readSafetensors(readFileSync(weightsFile), weightsFile).tensors;
  model.loadWeights(new Map([...model.getWeights(), ...stored]), { file: weightsFile });
  const epochs = work === "head" ? 3 : 1;
  const { history } = await model.fit(...examples(model, 1), { epochs, batchSize: BATCH, shuffle: false });
  await model.close();
  return [...history.loss!];
}

const losses = await lossesOfFirstSteps();
const model = compiled(work === "head" ? head(0.5) : network());
const weights = model.parameters.filter(({ learned }) => learned).reduce((sum, { values }) => sum + values.length, 0);
const ready: TrainingReady = { weights, losses };
const requests = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let [start, milliseconds] = [0, 0];
// An epoch is a turn, which begins when it is asked for; the first one is there to warm up. Its first step wakes up the
// threads of a process that was stopped, and is not timed.
await model.fit(...examples(model, 1 + stepsATurn), {
  epochs: Number.MAX_SAFE_INTEGER,
  batchSize: BATCH,
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
