// The models of linnet that are trained, and the first weights that every library gets.

import { writeFileSync } from "node:fs";
import { Dense, Dropout, input, Model, mobileNetV2, writeSafetensors } from "linnet";
import { type Work, waves } from "./work.ts";

export function network(): Model {
  return mobileNetV2({ alpha: 0.35, inputShape: [96, 96, 3], classes: 2, momentum: 0.9, seed: 1 });
}

export function head(dropout: number): Model {
  const features = input({ shape: [1280] });
  let x = new Dense({ name: "hidden", units: 128, activation: "relu" }).apply(features);
  x = new Dropout({ rate: dropout }).apply(x);
  return new Model({ inputs: features, outputs: new Dense({ name: "out", units: 2, activation: "softmax" }).apply(x) });
}

/** Writes what is learned, in the order of the layers: other libraries have other names. */
export function writeFirstWeights(work: Work, file: string): void {
  const learned = (work === "head" ? head(0) : network()).parameters.filter(({ learned: isLearned }) => isLearned);
  const weights = learned.map(({ name, shape, values }) => {
    const isKernelOfHead = work === "head" && shape.length === 2;
    return [
      name,
      { shape, values: isKernelOfHead ? waves(values.length).map((value) => value / 30) : values },
    ] as const;
  });
  writeFileSync(file, writeSafetensors(new Map(weights)));
}
