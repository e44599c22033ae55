// What is trained in every library: a whole small network, and the tutorial's head on pooled features.

export type Work = "network" | "head";

export const works: { readonly [Name in Work]: { readonly title: string; readonly stepsATurn: number } } = {
  network: { title: "MobileNetV2 0.35 at 96, all layers", stepsATurn: 3 },
  head: { title: "head on 1280 features", stepsATurn: 20 },
};

export const BATCH = 32;

/** What a library says when it has started. */
export interface TrainingReady {
  /** How many numbers are trained. */
  readonly weights: number;
  /** Of the first steps, from the same weights and without dropout: one of the network, three of the head. */
  readonly losses: readonly number[];
}

/** The numbers that examples are made of in every library. */
export function waves(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index));
}
