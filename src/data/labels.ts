// Class labels to numbers and back.

import { compareCodePoints } from "../platform/compareCodePoints.js";
import { allocateFloats } from "../tensor/allocateFloats.js";
import { checkCount } from "../tensor/checkCount.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * Names as rows of zeros and ones, as scikit-learn's LabelBinarizer: two classes give one column `[count, 1]`, more of
 * them a column a class `[count, classes]`. Classes are sorted by code point, as Python sorts. A name that is no class is
 * refused, where scikit-learn gives it a row of zeros, which no network can learn.
 */
export class LabelBinarizer {
  private constructor(
    /** The class names, in the order of their indexes. */
    readonly classes: readonly string[],
    private readonly indexes: ReadonlyMap<string, number>,
  ) {}

  /** The binarizer of the names that occur. @throws LinnetError if there is none, or one is no string */
  static fit(labels: readonly string[]): LabelBinarizer {
    checkNames(labels);
    const classes = [...new Set(labels)].sort(compareCodePoints);
    if (classes.length === 0) throw new LinnetError("LabelBinarizer: expected at least one label, got none");
    return new LabelBinarizer(classes, new Map(classes.map((name, index) => [name, index])));
  }

  /** The index of each label's class. @throws LinnetError if a name is not a class */
  indexesOf(labels: readonly string[]): Uint32Array {
    checkNames(labels);
    return Uint32Array.from(labels, (label, position) => {
      const index = this.indexes.get(label);
      if (index !== undefined) return index;
      const known = this.classes.slice(0, MOST_NAMES).map((name) => describe(name));
      const more = this.classes.length > MOST_NAMES ? `, and ${this.classes.length - MOST_NAMES} more` : "";
      const found = `got ${describe(label)} at position ${position}`;
      throw new LinnetError(`LabelBinarizer: expected one of ${known.join(", ")}${more}, ${found}`);
    });
  }

  /** `[count, 1]` for up to two classes, `[count, classes]` for more. @throws LinnetError if a name is not a class */
  transform(labels: readonly string[]): Tensor {
    const indexes = this.indexesOf(labels);
    if (this.classes.length > 2) return toCategorical(indexes, this.classes.length);
    return Tensor.from(Float32Array.from(indexes), [labels.length, 1]);
  }

  /**
   * The names of the rows of `transform`, or of a network's output: one column is cut at 0.5, of several the largest wins.
   * @throws LinnetError if the columns are not those of these classes
   */
  inverseTransform(rows: Tensor): string[] {
    if (!(rows instanceof Tensor))
      throw new LinnetError(`LabelBinarizer: expected a tensor of rows, got ${describe(rows)}`);
    const [count = 0, columns = 0] = rows.shape;
    const expected = this.classes.length > 2 ? this.classes.length : 1;
    if (rows.rank !== 2 || (columns !== expected && columns !== this.classes.length)) {
      throw new LinnetError(
        `LabelBinarizer: expected rows of shape [count, ${expected}], got [${rows.shape.join(", ")}]`,
      );
    }
    return Array.from({ length: count }, (_, row) => {
      const values = rows.values.subarray(row * columns, (row + 1) * columns);
      const index = columns === 1 ? Number(values[0]! > 0.5 && this.classes.length > 1) : indexOfLargest(values);
      return this.classes[index]!;
    });
  }
}

/** So many classes are named in an error. */
const MOST_NAMES = 10;

function checkNames(labels: readonly string[]): void {
  if (!Array.isArray(labels))
    throw new LinnetError(`LabelBinarizer: expected labels in an array, got ${describe(labels)}`);
  const wrong = labels.findIndex((label) => typeof label !== "string");
  if (wrong < 0) return;
  throw new LinnetError(`LabelBinarizer: expected strings, got ${describe(labels[wrong])} at position ${wrong}`);
}

/**
 * One-hot rows `[count, classes]`, as Keras's `to_categorical`; a tensor's shape goes on by the classes, without a last axis of
 * one.
 * @param numClasses Default: the largest index plus 1.
 * @throws LinnetError on an index that is not a whole number below the number of classes
 */
export function toCategorical(indexes: ArrayLike<number> | Tensor, numClasses?: number): Tensor {
  if (!(indexes instanceof Tensor) && !Array.isArray(indexes) && !ArrayBuffer.isView(indexes))
    throw new LinnetError(`toCategorical: expected indexes in an array or a tensor, got ${describe(indexes)}`);
  const list = Array.from(indexes instanceof Tensor ? indexes.values : indexes);
  const classes = numClasses ?? list.reduce((most, index) => Math.max(most, index + 1), 0);
  if (numClasses !== undefined) checkCount("toCategorical", "numClasses", numClasses);
  const wrong = list.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < classes));
  if (wrong >= 0) {
    const expected = numClasses === undefined ? "whole numbers of 0 or more" : `indexes from 0 to ${classes - 1}`;
    throw new LinnetError(`toCategorical: expected ${expected}, got ${describe(list[wrong])} at position ${wrong}`);
  }
  const values = allocateFloats("toCategorical: an array", list.length * classes);
  list.forEach((index, row) => {
    values[row * classes + index] = 1;
  });
  const shape = indexes instanceof Tensor ? indexes.shape : [list.length];
  const rows = shape.length > 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  return Tensor.from(values, [...rows, classes]);
}

function indexOfLargest(values: Float32Array): number {
  let largest = 0;
  for (let index = 1; index < values.length; index += 1) if (values[index]! > values[largest]!) largest = index;
  return largest;
}
