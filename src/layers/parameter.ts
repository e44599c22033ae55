// A weight of a layer.

import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";

/** Makes the first values of a weight; `key` is its name. */
export type Initialize = (shape: Shape, key: string) => Float32Array;

/** Training and loading replace its values, which need not exist until first read. */
export class Parameter {
  #name: string;
  #values: Float32Array | null = null;
  readonly #initialize: Initialize;

  constructor(
    name: string,
    readonly shape: Shape,
    initialize: Initialize,
    /** False for what no optimizer changes, such as moving statistics. */
    readonly learned: boolean,
  ) {
    this.#name = name;
    this.#initialize = initialize;
  }

  /** `layer/weight`, such as `Conv1/kernel`: the key in weight files. */
  get name(): string {
    return this.#name;
  }

  get weightName(): string {
    return this.#name.slice(this.#name.lastIndexOf("/") + 1);
  }

  get values(): Float32Array {
    this.#values ??= this.#initialize(this.shape, this.#name);
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

  /** Makes random first values anew: they depend on the weight's name, so that equal layers do not start equal. */
  moveTo(layer: string): void {
    this.#name = `${layer}/${this.weightName}`;
    this.#values = null;
  }
}
