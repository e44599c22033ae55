// What is trained in every library: small networks, the last blocks of one, and the tutorial's head on pooled features.

export interface WorkDescription {
  readonly title: string;
  readonly model: "mobilenet" | "plain" | "head";
  /** Pictures a step. */
  readonly batch: number;
  /** The sides of the pictures; absent where features are given. */
  readonly size?: number;
  /** The width multiplier. */
  readonly alpha?: number;
  /** Blocks at the end that are trained, the frozen ones before them run in every step. Default: all layers. */
  readonly lastBlocks?: number;
  /** Steps from the same weights whose losses are compared. */
  readonly comparedSteps: number;
  readonly stepsATurn: number;
  /** It takes so long that it gets fewer rounds. */
  readonly mostRounds?: number;
}

export const works = {
  network: {
    title: "MobileNetV2 0.35 at 96, batch 32, from scratch",
    ...{ model: "mobilenet", batch: 32, size: 96, alpha: 0.35 },
    ...{ comparedSteps: 1, stepsATurn: 3 },
  },
  large: {
    title: "MobileNetV2 1.0 at 160, batch 16, from scratch",
    ...{ model: "mobilenet", batch: 16, size: 160, alpha: 1 },
    ...{ comparedSteps: 1, stepsATurn: 1, mostRounds: 5 },
  },
  plain: {
    title: "plain convolutions at 64, batch 32, from scratch",
    ...{ model: "plain", batch: 32, size: 64 },
    ...{ comparedSteps: 1, stepsATurn: 3, mostRounds: 10 },
  },
  fineTune: {
    title: "MobileNetV2 0.35 at 96, batch 32, the last three blocks",
    ...{ model: "mobilenet", batch: 32, size: 96, alpha: 0.35, lastBlocks: 3 },
    ...{ comparedSteps: 1, stepsATurn: 5 },
  },
  head: {
    title: "head on 1280 features, batch 32",
    ...{ model: "head", batch: 32 },
    ...{ comparedSteps: 3, stepsATurn: 20 },
  },
} as const satisfies { readonly [name: string]: WorkDescription };

export type Work = keyof typeof works;

export const workNames = Object.keys(works) as readonly Work[];

/** What a library says when it has started. */
export interface TrainingReady {
  /** How many numbers are trained. */
  readonly weights: number;
  /** Of the first steps, from the same weights and without dropout. */
  readonly losses: readonly number[];
}

/** The numbers that examples are made of in every library. */
export function waves(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index));
}
