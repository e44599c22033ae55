// A small training run with all that a break could lose: another order and other pictures in every epoch, dropout, batch
// norm's statistics, Adam's moments, a schedule, the memory of callbacks.

import { wasmBackend } from "../../../src/backends/wasm/index.js";
import { ImageDataGenerator } from "../../../src/data/imageDataGenerator.js";
import { openImageLoader } from "../../../src/data/loader/imageLoader.js";
import { drawFace } from "../../../src/data/sample/face.js";
import { BatchNormalization, Conv2D, Dense, Dropout, Flatten, input } from "../../../src/layers/index.js";
import { Adam } from "../../../src/optim/adam.js";
import { cosineDecay } from "../../../src/optim/schedules/schedules.js";
import { imageSource } from "../../../src/train/batches/imageSource.js";
import { csvLogger } from "../../../src/train/callbacks/csvLogger.js";
import { earlyStopping } from "../../../src/train/callbacks/earlyStopping.js";
import type { FitOptions } from "../../../src/train/model.js";
import type { History } from "../../../src/train/run/history.js";
import { Sequential } from "../../../src/train/sequential.js";

const SIZE = 8;
const FACES = 20;
const HELD_OUT = 4;
const faces = Array.from({ length: FACES }, (_, seed) => drawFace({ mask: seed % 2 === 0, seed, size: 16 }));
const labels = faces.map((_, index) => index % 2);

/** Steps in an epoch: three batches of five faces, and one face. */
export const STEPS = 4;
export const EPOCHS = 5;

export interface SmallRunOptions extends FitOptions {
  /** Threads of the backend; 1. */
  readonly threads?: number;
  /** Threads that decode and augment; 0. */
  readonly pictureThreads?: number;
  readonly csv?: string;
  /** Batches whose mean gradient makes one step; 1. */
  readonly accumulate?: number;
  /** How much better the loss has to be, lest early stopping ends the run after three epochs; 0. */
  readonly minDelta?: number;
  /** Whether the first layers are frozen and faces stay as they are, so that features are kept; false. */
  readonly frozen?: boolean;
  /** Called before training. */
  readonly prepare?: (model: Sequential) => void;
}

export interface Outcome {
  readonly history: History;
  /** All weights, one after the other. */
  readonly weights: readonly number[];
}

async function smallModel({ threads = 1, accumulate = 1, frozen = false }: SmallRunOptions): Promise<Sequential> {
  const model = new Sequential([
    input({ shape: [SIZE, SIZE, 3], name: "input" }),
    new Conv2D({ name: "conv", filters: 4, kernelSize: 3, activation: "relu", trainable: !frozen }),
    new BatchNormalization({ name: "norm", momentum: 0.9, trainable: !frozen }),
    new Flatten({ name: "flatten" }),
    new Dropout({ name: "dropout", rate: 0.3, seed: 5 }),
    new Dense({ name: "dense", units: 2, activation: "softmax" }),
  ]);
  model.compile({
    optimizer: new Adam({
      learningRate: cosineDecay({ initial: 0.01, decaySteps: EPOCHS * STEPS }),
      ...(accumulate > 1 && { gradientAccumulationSteps: accumulate }),
    }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy", "macroF1"],
    backend: await wasmBackend({ threads }),
  });
  return model;
}

/** Trains anew, or from the checkpoint that the options name. */
export async function smallRun(options: SmallRunOptions): Promise<Outcome> {
  const { threads, accumulate, pictureThreads = 0, csv, minDelta = 0, ...others } = options;
  const { frozen = false, prepare, callbacks = [], ...fitOptions } = others;
  const model = await smallModel({ frozen, ...(threads && { threads }), ...(accumulate && { accumulate }) });
  prepare?.(model);
  const settings = {
    preprocess: "minusOneToOne" as const,
    sources: faces,
    size: { width: SIZE, height: SIZE },
    batchSize: 5,
    threads: pictureThreads,
  };
  const augmenter = new ImageDataGenerator({ rotationRange: 30, horizontalFlip: true, seed: 3 });
  const loader = openImageLoader(frozen ? settings : { ...settings, augmenter });
  const plain = openImageLoader({ ...settings, threads: 0 });
  const indices = faces.map((_, index) => index);
  const common = { labels, classes: 2, batchSize: 5, seed: 7 };
  const trained = indices.slice(HELD_OUT);
  try {
    const history = await model.fit(imageSource({ ...common, loader, indices: trained, augmented: !frozen }), {
      ...fitOptions,
      epochs: EPOCHS,
      seed: 7,
      validation: imageSource({ ...common, loader: plain, indices: indices.slice(0, HELD_OUT) }),
      callbacks: [
        earlyStopping({ monitor: "loss", minDelta, patience: 3, restoreBestWeights: true }),
        ...(csv === undefined ? [] : [csvLogger(csv)]),
        ...callbacks,
      ],
    });
    return { history, weights: model.parameters.flatMap(({ values }) => [...values]) };
  } finally {
    await loader.close();
    await plain.close();
  }
}
