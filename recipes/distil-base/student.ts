// The student and how it is compared with the teacher.

import { add, matMul, mean, mul, softmax, softmaxCrossEntropy, square, sub } from "linnet/ops";
import {
  AdamW,
  type Batch,
  type BatchSource,
  cosineDecay,
  Dense,
  GlobalAveragePooling2D,
  ImageDataGenerator,
  type ImageLoader,
  Model,
  mobileNetV2,
  openImageLoader,
  type Tensor,
} from "../../src/index.js";
import { seededRandom, shuffledIndexes } from "../../src/tensor/random.js";
import { FEATURES } from "./teacher.js";
import { STUDENT_SIZE, type Views } from "./views.js";

const ALPHA = 0.35;
export const BATCH_SIZE = 32;
/** The features are what a head is trained on, so they count most. */
const FEATURE_WEIGHT = 4;

export interface Student {
  /** What ships: MobileNetV2 without its classifier. */
  readonly base: Model;
  /** The base, its pooled features. */
  readonly pooled: Model;
  /** And a linear map from them to the teacher's, which is thrown away. */
  readonly mapped: Model;
}

export function createStudent(seed: number): Student {
  const inputShape = [STUDENT_SIZE, STUDENT_SIZE, 3] as const;
  const base = mobileNetV2({ alpha: ALPHA, inputShape, includeTop: false, momentum: 0.99, seed });
  const features = new GlobalAveragePooling2D({ name: "pooled" }).apply(base.output);
  const outputs = new Dense({ name: "to_teacher", units: FEATURES, seed }).apply(features);
  return {
    base,
    pooled: new Model({ inputs: base.input, outputs: features }),
    mapped: new Model({ inputs: base.input, outputs }),
  };
}

/**
 * Between standardized features `[batch, 1280]`: their mean squared difference, weighted, plus the cross-entropy of what the
 * teacher's classifier makes of both.
 */
export function distillationLoss(classifier: { readonly kernel: Tensor; readonly bias: Tensor }) {
  const logits = (features: Tensor): Tensor => add(matMul(features, classifier.kernel), classifier.bias);
  return (target: Tensor, output: Tensor): Tensor =>
    add(
      mul(mean(square(sub(output, target))), FEATURE_WEIGHT),
      softmaxCrossEntropy(logits(output), softmax(logits(target))),
    );
}

export interface Rate {
  readonly peak: number;
  readonly epochs: number;
  readonly stepsAnEpoch: number;
  /** Epochs that an earlier run has done. */
  readonly done: number;
}

/** AdamW that warms up for an epoch and falls to zero by half a cosine. */
export function createOptimizer({ peak, epochs, stepsAnEpoch, done }: Rate): AdamW {
  const warmup = { initial: 0, warmupTarget: peak, warmupSteps: stepsAnEpoch };
  const whole = cosineDecay({ ...warmup, decaySteps: (epochs - 1) * stepsAnEpoch });
  const learningRate = { ...whole, at: (step: number) => whole.at(step + done * stepsAnEpoch) };
  return new AdamW({ learningRate, weightDecay: 0.02 });
}

/** Small changes that leave the teacher's answer nearly as it is. */
const lightChanges = new ImageDataGenerator({
  rotationRange: 8,
  zoomRange: [0.75, 1.1],
  widthShiftRange: 0.1,
  heightShiftRange: 0.1,
  brightnessRange: [0.8, 1.2],
  horizontalFlip: true,
  fillMode: "reflect",
  seed: "light",
});

/** Loads the views, with light changes where they are trained on. */
export function openViewLoader({ pictures }: Views): ImageLoader {
  const size = { width: STUDENT_SIZE, height: STUDENT_SIZE };
  return openImageLoader({
    sources: pictures,
    size,
    augmenter: lightChanges,
    preprocess: "minusOneToOne",
    batchSize: BATCH_SIZE,
  });
}

export interface ViewSourceOptions {
  readonly loader: ImageLoader;
  /** Standardized, `[pictures, 1280]`. */
  readonly targets: Float32Array;
  readonly augment: boolean;
}

/** Batches of views with the teacher's features, in another order in every epoch. */
export function viewSource({ loader, targets, augment }: ViewSourceOptions): BatchSource {
  const size = targets.length / FEATURES;
  const batches = async function* (indices: Uint32Array, epoch: number): AsyncIterable<Batch> {
    for await (const batch of loader.batches({ indices, epoch, augment })) {
      const y = new Float32Array(batch.indices.length * FEATURES);
      batch.indices.forEach((index, row) => {
        y.set(targets.subarray(index * FEATURES, (index + 1) * FEATURES), row * FEATURES);
      });
      yield { count: batch.indices.length, x: batch.images, y };
    }
  };
  const ownOrder = Uint32Array.from({ length: size }, (_, index) => index);
  return {
    size,
    batchSize: BATCH_SIZE,
    inOrder: augment ? null : () => batches(ownOrder, 0),
    epoch: async function* (epoch) {
      yield* batches(shuffledIndexes(size, seededRandom(0, "order", epoch)), epoch);
    },
  };
}
