// The models of linnet that are trained, and the first weights that every library gets.

import { writeFileSync } from "node:fs";
import {
  architectures,
  Conv2D,
  Dense,
  Dropout,
  GlobalAveragePooling2D,
  input,
  type LayerOutput,
  MaxPooling2D,
  Model,
  unfreezeBlocks,
  writeSafetensors,
} from "linnet";
import { type Work, type WorkDescription, waves, works } from "./work.ts";

/** @param dropout the rate in the head; 0 where losses are compared */
export function modelFor(work: Work, dropout: number): Model {
  const description: WorkDescription = works[work];
  const { model, size = 0 } = description;
  if (model === "mobilenet") return mobileNet(description);
  if (model === "head") return head(input({ shape: [1280] }), dropout);
  return plain(input({ shape: [size, size, 3] }));
}

function mobileNet({ alpha = 1, size = 224, lastBlocks }: WorkDescription): Model {
  const options = { alpha, inputShape: [size, size, 3], classes: 2, momentum: 0.9, seed: 1 } as const;
  const { network, blocks } = architectures.mobilenetv2.create(options);
  if (lastBlocks !== undefined) unfreezeBlocks(network, blocks, lastBlocks);
  return network;
}

function plain(pictures: LayerOutput): Model {
  const convolved = [32, 64, 128].reduce((x, filters) => {
    const convolution = new Conv2D({ filters, kernelSize: 3, padding: "same", activation: "relu" });
    return new MaxPooling2D().apply(convolution.apply(x));
  }, pictures);
  const pooled = new GlobalAveragePooling2D().apply(convolved);
  return new Model({ inputs: pictures, outputs: new Dense({ units: 2, activation: "softmax" }).apply(pooled) });
}

function head(features: LayerOutput, dropout: number): Model {
  let x = new Dense({ name: "hidden", units: 128, activation: "relu" }).apply(features);
  x = new Dropout({ rate: dropout }).apply(x);
  return new Model({ inputs: features, outputs: new Dense({ name: "out", units: 2, activation: "softmax" }).apply(x) });
}

/** Writes what can be learned, in the order of the layers: other libraries have other names. */
export function writeFirstWeights(work: Work, file: string): void {
  const learned = modelFor(work, 0).parameters.filter(({ learned: isLearned }) => isLearned);
  const weights = learned.map(({ name, shape, values }) => {
    const isKernelOfHead = work === "head" && shape.length === 2;
    return [
      name,
      { shape, values: isKernelOfHead ? waves(values.length).map((value) => value / 30) : values },
    ] as const;
  });
  writeFileSync(file, writeSafetensors(new Map(weights)));
}
