// How far segments overlap: of each class, what both say over what either says
// (https://keras.io/api/metrics/segmentation_metrics).

import { checkCount } from "../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { argMax } from "./accuracies.js";
import { checkSameShape } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions } from "./metric.js";

export interface OneHotMeanIoUOptions extends MetricOptions {
  readonly numClasses: number;
  /** A class of targets whose positions do not count. Default: none. */
  readonly ignoreClass?: number | null;
  /** Whether outputs are indexes of classes, in place of a number for each class. Default: as the class says. */
  readonly sparseYPred?: boolean;
}

export interface OneHotIoUOptions extends OneHotMeanIoUOptions {
  /** The classes that are averaged. */
  readonly targetClassIds: readonly number[];
}

export interface MeanIoUOptions extends OneHotMeanIoUOptions {
  /** Whether targets are indexes of classes. Default: true. */
  readonly sparseYTrue?: boolean;
}

export interface IoUOptions extends MeanIoUOptions, OneHotIoUOptions {}

interface Rules extends Required<Omit<IoUOptions, "name">> {
  readonly name: string;
}

const EPSILON = 1e-7;

/** Sums: the confusion matrix, a row for each class of the target. Positions whose class is none of them do not count. */
abstract class Overlap extends Metric {
  readonly #rules: Rules;

  constructor(className: string, rules: Rules) {
    super(rules.name);
    const { numClasses, targetClassIds, ignoreClass } = rules;
    checkCount(className, "numClasses", numClasses);
    const isClass = (id: unknown): boolean =>
      Number.isInteger(id) && (id as number) >= 0 && (id as number) < numClasses;
    if (targetClassIds.length === 0 || !targetClassIds.every(isClass))
      throw new LinnetError(
        `${className}: expected targetClassIds to be classes below ${numClasses}, got ${describe(targetClassIds)}`,
      );
    if (ignoreClass !== null && !Number.isInteger(ignoreClass))
      throw new LinnetError(`${className}: expected ignoreClass to be a whole number, got ${describe(ignoreClass)}`);
    this.#rules = rules;
  }

  zeros(ends: Ends): number[] {
    const { numClasses, sparseYTrue, sparseYPred } = this.#rules;
    const positions = (shape: Shape, sparse: boolean) => (sparse ? shape : shape.slice(0, -1));
    const oneHot = [!sparseYTrue && ends.target, !sparseYPred && ends.output].filter((shape) => shape !== false);
    const wrong = oneHot.find((shape) => shape.at(-1) !== numClasses);
    if (wrong !== undefined)
      throw new LinnetError(`${this.name}: expected a last axis of ${numClasses} classes, got [count,${wrong}]`);
    checkSameShape(this.name, {
      target: positions(ends.target, sparseYTrue),
      output: positions(ends.output, sparseYPred),
    });
    return new Array<number>(numClasses ** 2).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples, ends: Ends): void {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred } = this.#rules;
    const truths = sparseYTrue ? target : largest(target, numClasses);
    const answers = sparseYPred ? output.map((value) => this.indexOf(value)) : largest(output, numClasses);
    const perExample = sizeOf(ends.output) / (sparseYPred ? 1 : numClasses);
    for (let index = 0; index < count * perExample; index += 1) {
      const [truth, answer] = [Math.trunc(truths[index]!), Math.trunc(answers[index]!)];
      const isKnown = truth >= 0 && truth < numClasses && answer >= 0 && answer < numClasses;
      if (!isKnown || truth === ignoreClass) continue;
      sums[truth * numClasses + answer]! += weights?.[Math.floor(index / perExample)] ?? 1;
    }
  }

  /** The class that a number of a sparse output stands for. */
  protected indexOf(value: number): number {
    return value;
  }

  figure(sums: readonly number[]): number {
    const { numClasses, targetClassIds } = this.#rules;
    const classes = Array.from({ length: numClasses }, (_, index) => index);
    const sum = (placeOf: (other: number) => number): number =>
      classes.reduce((total, other) => total + sums[placeOf(other)]!, 0);
    const overlaps = targetClassIds.map((id) => {
      const both = sums[id * numClasses + id]!;
      const either = sum((other) => id * numClasses + other) + sum((other) => other * numClasses + id) - both;
      return { both, either };
    });
    const occurring = overlaps.filter(({ either }) => either > 1e-9);
    const total = occurring.reduce((value, { both, either }) => value + both / (either + EPSILON), 0);
    return total / (occurring.length + EPSILON);
  }
}

/** The place of the largest number of each row. */
function largest(values: Float32Array, columns: number): Float32Array {
  return Float32Array.from({ length: values.length / columns }, (_, row) =>
    argMax(values.subarray(row * columns, (row + 1) * columns)),
  );
}

const oneHotMeanKinds: OptionKinds<OneHotMeanIoUOptions> = {
  name: "string",
  numClasses: "number",
  ignoreClass: ["number", "null"],
  sparseYPred: "boolean",
};
const oneHotKinds: OptionKinds<OneHotIoUOptions> = { ...oneHotMeanKinds, targetClassIds: "list" };
const meanKinds: OptionKinds<MeanIoUOptions> = { ...oneHotMeanKinds, sparseYTrue: "boolean" };

function every(numClasses: number): number[] {
  return Array.from({ length: Number.isInteger(numClasses) && numClasses > 0 ? numClasses : 0 }, (_, index) => index);
}

/** The mean over `targetClassIds`; targets and outputs are indexes of classes, `[count, ...]`. */
export class IoU extends Overlap {
  constructor(options: IoUOptions) {
    checkOptions("IoU", options, { ...meanKinds, ...oneHotKinds });
    const { name = "io_u", targetClassIds = [], ignoreClass = null, sparseYTrue = true, sparseYPred = true } = options;
    super("IoU", { name, numClasses: options.numClasses, targetClassIds, ignoreClass, sparseYTrue, sparseYPred });
  }
}

/** The mean over all classes; targets and outputs are indexes of classes, `[count, ...]`. */
export class MeanIoU extends Overlap {
  constructor(options: MeanIoUOptions) {
    checkOptions("MeanIoU", options, meanKinds);
    const { name = "mean_io_u", numClasses, ignoreClass = null, sparseYTrue = true, sparseYPred = true } = options;
    super("MeanIoU", { name, numClasses, targetClassIds: every(numClasses), ignoreClass, sparseYTrue, sparseYPred });
  }
}

/** The mean over `targetClassIds`; targets `[count, ..., classes]` are one-hot, and outputs have the classes' numbers. */
export class OneHotIoU extends Overlap {
  constructor(options: OneHotIoUOptions) {
    checkOptions("OneHotIoU", options, oneHotKinds);
    const { name = "one_hot_io_u", numClasses, targetClassIds = [], ignoreClass = null, sparseYPred = false } = options;
    super("OneHotIoU", { name, numClasses, targetClassIds, ignoreClass, sparseYTrue: false, sparseYPred });
  }
}

/** The mean over all classes; targets `[count, ..., classes]` are one-hot, and outputs have the classes' numbers. */
export class OneHotMeanIoU extends Overlap {
  constructor(options: OneHotMeanIoUOptions) {
    checkOptions("OneHotMeanIoU", options, oneHotMeanKinds);
    const { name = "one_hot_mean_io_u", numClasses, ignoreClass = null, sparseYPred = false } = options;
    const targetClassIds = every(numClasses);
    super("OneHotMeanIoU", { name, numClasses, targetClassIds, ignoreClass, sparseYTrue: false, sparseYPred });
  }
}

export interface BinaryIoUOptions extends MetricOptions {
  /** Which of 0 and 1 are averaged. Default: both. */
  readonly targetClassIds?: readonly number[];
  /** An output of it or more says 1. Default: 0.5. */
  readonly threshold?: number;
}

/** Of targets 0 and 1 beside probabilities. */
export class BinaryIoU extends Overlap {
  readonly #threshold: number;

  constructor(options: BinaryIoUOptions = {}) {
    checkOptions("BinaryIoU", options, { name: "string", targetClassIds: "list", threshold: "number" });
    const { name = "binary_io_u", targetClassIds = [0, 1], threshold = 0.5 } = options;
    const sparse = { numClasses: 2, ignoreClass: null, sparseYTrue: true, sparseYPred: true };
    super("BinaryIoU", { name, targetClassIds, ...sparse });
    this.#threshold = Math.fround(threshold);
  }

  protected override indexOf(value: number): number {
    return value >= this.#threshold ? 1 : 0;
  }
}
