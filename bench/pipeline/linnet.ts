// Features of photographs and epochs of the head on them in linnet, in a process of their own: as `linnet train` does it.

import { readFileSync } from "node:fs";
import {
  Adam,
  AveragePooling2D,
  Dense,
  Dropout,
  Flatten,
  imageSource,
  Model,
  mobileNetV2,
  openImageLoader,
  Tensor,
  wasmBackend,
} from "linnet";
import { readWeights } from "../peers/weights.ts";
import { serve } from "../serve.ts";
import type { PipelineOptions, PipelineReady, PipelineRun } from "./work.ts";

const options = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as PipelineOptions;
const backend = await wasmBackend({ threads: options.threads });

function frozenBase(): Model {
  const base = mobileNetV2({ includeTop: false, folded: true });
  const weights = readWeights(options.weights);
  base.loadWeights(weights, { file: options.weights });
  base.trainable = false;
  return base;
}

async function checkedFeatures(): Promise<PipelineReady> {
  const base = frozenBase();
  const pooled = new Flatten().apply(new AveragePooling2D({ poolSize: [7, 7] }).apply(base.output));
  const model = new Model({ inputs: base.input, outputs: pooled });
  model.useBackend(backend);
  const bytes = readFileSync(options.pixels);
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  const { values: features } = await model.predict(Tensor.from(values, [values.length / 150528, 224, 224, 3]));
  await model.close();
  return { features: [...features] };
}

async function train(): Promise<PipelineRun> {
  const start = performance.now();
  const base = frozenBase();
  let head = new AveragePooling2D({ poolSize: [7, 7] }).apply(base.output);
  head = new Flatten().apply(head);
  head = new Dense({ units: 128, activation: "relu" }).apply(head);
  head = new Dropout({ rate: 0.5 }).apply(head);
  head = new Dense({ units: 2, activation: "softmax" }).apply(head);
  const model = new Model({ inputs: base.input, outputs: head });
  model.compile({
    optimizer: new Adam({ learningRate: 1e-4 }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
    backend,
  });
  const { files, labels, workers, epochs } = options;
  const loader = openImageLoader({
    preprocess: "minusOneToOne",
    sources: files,
    size: { width: 224, height: 224 },
    threads: workers,
    strict: true,
  });
  let featuresDone = 0;
  const source = imageSource({ loader, labels, classes: 2, batchSize: 32, indices: files.map((_, index) => index) });
  const { history } = await model.fit(source, {
    epochs,
    callbacks: [
      {
        onTrainBegin: () => {
          featuresDone = performance.now();
        },
      },
    ],
  });
  const end = performance.now();
  await loader.close();
  return {
    featureMilliseconds: featuresDone - start,
    headMilliseconds: end - featuresDone,
    accuracy: history.accuracy!.at(-1)!,
  };
}

await serve(await checkedFeatures(), train);
