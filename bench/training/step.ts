// Training steps of linnet: MobileNetV2 0.35 at 96 pixels with all its layers, and the tutorial's head on features.

import { Adam, Dense, Dropout, input, Model, mobileNetV2, Tensor, wasmBackend } from "linnet";
import { median } from "../statistics.ts";

const BATCH = 32;
const STEPS = 10;

export interface StepTime {
  readonly name: string;
  readonly milliseconds: number;
}

export async function linnetSteps(threads: number, epochs: number): Promise<readonly StepTime[]> {
  const backend = await wasmBackend({ threads });
  const network = mobileNetV2({ alpha: 0.35, inputShape: [96, 96, 3], classes: 2, momentum: 0.9 });
  const results: StepTime[] = [];
  for (const [name, model] of [
    ["MobileNetV2 0.35 at 96, all layers", network],
    ["head on 1280 features", head()],
  ] as const) {
    model.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: "categoricalCrossentropy", backend });
    results.push({ name, milliseconds: await timeOfStep(model, name.startsWith("head") ? 20 * epochs : epochs) });
    await model.close();
  }
  return results;
}

function head(): Model {
  const features = input({ shape: [1280] });
  let x = new Dense({ units: 128, activation: "relu" }).apply(features);
  x = new Dropout({ rate: 0.5 }).apply(x);
  return new Model({ inputs: features, outputs: new Dense({ units: 2, activation: "softmax" }).apply(x) });
}

async function timeOfStep(model: Model, epochs: number): Promise<number> {
  const shape = [BATCH * STEPS, ...model.inputShape];
  const x = Tensor.from(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    shape,
  );
  const y = Tensor.from(
    Float32Array.from({ length: 2 * BATCH * STEPS }, (_, i) => (i + (i >> 1)) % 2),
    [BATCH * STEPS, 2],
  );
  const times: number[] = [];
  let start = 0;
  await model.fit(x, y, {
    epochs,
    batchSize: BATCH,
    callbacks: [
      {
        onEpochBegin: () => {
          start = performance.now();
        },
        onEpochEnd: () => {
          times.push((performance.now() - start) / STEPS);
        },
      },
    ],
  });
  return median(times.slice(1));
}
