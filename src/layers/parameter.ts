// A weight of a layer.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Constraint, ConstraintRecord } from "./constraints.js";
import type { Regularizer, RegularizerRecord } from "./regularizers.js";

/** Makes the first values of a weight; `key` is its name. */
export type Initialize = (shape: Shape, key: string) => Float32Array;

/** What training does to a weight. */
export interface ParameterRules {
  /** False for what no optimizer changes, such as moving statistics. Default: true. */
  readonly learned: boolean;
  /** What is added to the loss for it. Default: null. */
  readonly regularizer: RegularizerRecord | Regularizer | null;
  /** What it is held to after each update. Default: null. */
  readonly constraint: ConstraintRecord | Constraint | null;
  /** A name that other libraries' files have for it, without the layer's. Default: null. */
  readonly alias: string | null;
}

/** A weight as a file gives it. */
export interface StoredWeight {
  readonly values: Float32Array;
  /** The file's type, as `I8`, if it is one of whole numbers. */
  readonly dtype?: string;
}

/** Training and loading replace its values, which need not exist until first read. */
export class Parameter {
  #name: string;
  #values: Float32Array | null = null;
  #initialize: Initialize;
  readonly learned: boolean;
  readonly regularizer: RegularizerRecord | Regularizer | null;
  readonly constraint: ConstraintRecord | Constraint | null;
  readonly #alias: string | null;

  constructor(
    name: string,
    readonly shape: Shape,
    initialize: Initialize,
    { learned = true, regularizer = null, constraint = null, alias = null }: Partial<ParameterRules> = {},
  ) {
    this.#name = name;
    this.#initialize = initialize;
    this.learned = learned;
    this.regularizer = regularizer;
    this.constraint = constraint;
    this.#alias = alias;
  }

  /** `layer/weight`, such as `Conv1/kernel`: the key in weight files. */
  get name(): string {
    return this.#name;
  }

  /** Another key that weight files may have for it, such as Keras 3's; null if there is none. */
  get alias(): string | null {
    return this.#alias === null ? null : `${this.#name.slice(0, this.#name.lastIndexOf("/"))}/${this.#alias}`;
  }

  get weightName(): string {
    return this.#name.slice(this.#name.lastIndexOf("/") + 1);
  }

  get values(): Float32Array {
    this.#values ??= this.#firstValues();
    return this.#values;
  }

  /** @throws LinnetError naming the weight if the number of values does not match its shape */
  set values(values: Float32Array) {
    if (values.length !== sizeOf(this.shape)) {
      throw new LinnetError(
        `weight "${this.name}": expected ${sizeOf(this.shape)} values for ${formatShape(this.shape)}, got ${values.length}`,
      );
    }
    this.#values = values;
  }

  /** Another object after its values were replaced. */
  get version(): object {
    return this.values;
  }

  /** What files have of it. */
  get stored(): Float32Array | Int8Array | Uint8Array | Int16Array | Int32Array {
    return this.values;
  }

  /** How many bytes a file has for each of its numbers. */
  get bytesEach(): number {
    return Float32Array.BYTES_PER_ELEMENT;
  }

  /** Takes what a file gives of what `stored` gave. @throws LinnetError naming the file if it is something else */
  load({ values }: StoredWeight, _file: string): void {
    this.values = values;
  }

  /** From now on its first values are made when they are read. @param initialize by what. Default: as before */
  forget(initialize = this.#initialize): void {
    this.#initialize = initialize;
    this.#values = null;
  }

  #firstValues(): Float32Array {
    const values: unknown = this.#initialize(this.shape, this.#name);
    if (values instanceof Float32Array && values.length === sizeOf(this.shape)) return values;
    throw new LinnetError(
      `weight "${this.name}": expected its initializer to give a Float32Array of ${sizeOf(this.shape)}, got ${describe(values)}`,
    );
  }

  /** Makes random first values anew: they depend on the weight's name, so that equal layers do not start equal. */
  moveTo(layer: string): void {
    this.#name = `${layer}/${this.weightName}`;
    this.forget();
  }
}
