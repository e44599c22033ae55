// Pools over the steps of sequences: those over pictures of one column.

import { expect } from "../tensor/errors.js";
import { outputShape } from "../tensor/op.js";
import {
  averagePool2d,
  averagePool2dOp,
  maxPool2d,
  maxPool2dOp,
  type Pool2d,
  type PoolOptions,
} from "../tensor/ops/pool.js";
import { max, mean } from "../tensor/ops/reduce.js";
import { reshape } from "../tensor/ops/reshape.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { OpDefinition, Tensor } from "../tensor/tensor.js";
import { type Padding, resolveWindow } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { type Length, lengthOf } from "./sequences.js";
import { pairKind, signatureOf } from "./signature.js";

export interface Pooling1DOptions extends LayerOptions {
  /** Steps of the window. Default: 2. */
  readonly poolSize?: Length;
  /** Default: `poolSize`. */
  readonly strides?: Length | null;
  /** Default: `valid`. */
  readonly padding?: "same" | "valid";
}

const kinds = { poolSize: pairKind, strides: [...pairKind, "null"], padding: "string" } as const;

abstract class Pooling1D extends Layer {
  readonly #options: { readonly poolSize: number; readonly strides: number; readonly padding: Padding };
  protected abstract readonly op: OpDefinition<Pool2d>;

  constructor(options: Pooling1DOptions = {}) {
    super(options);
    const poolSize = lengthOf(options.poolSize ?? 2);
    this.#options = { poolSize, strides: lengthOf(options.strides ?? poolSize), padding: options.padding ?? "valid" };
  }

  config(): LayerConfig {
    return this.#options;
  }

  get #window(): PoolOptions {
    const { poolSize, strides, padding } = this.#options;
    return { poolSize: [poolSize, 1], strides: [strides, 1], padding };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 2, () => `expected sequences [steps, channels], got ${formatShape(input!)}`);
    const column = [1, input![0]!, 1, input![1]!];
    const size = [this.#options.poolSize, 1] as const;
    const window = { size, ...resolveWindow(column, size, this.#window) };
    const [, steps, , channels] = outputShape(this.op, [column], window);
    return [steps!, channels!];
  }

  call([x]: readonly Tensor[]): Tensor {
    const [batch, steps, channels] = x!.shape as [number, number, number];
    return reshape(this.pool(reshape(x!, [batch, steps, 1, channels]), this.#window), [batch, -1, channels]);
  }

  protected abstract pool(x: Tensor, options: PoolOptions): Tensor;
}

/** The mean of each window of `[batch, steps, channels]`. See https://keras.io/api/layers/pooling_layers/average_pooling1d. */
export class AveragePooling1D extends Pooling1D {
  static override readonly signature = signatureOf<Pooling1DOptions>("AveragePooling1D", kinds);
  readonly className = "AveragePooling1D";
  static {
    nameLayerClass("AveragePooling1D", AveragePooling1D);
  }
  protected readonly op = averagePool2dOp;
  protected pool = averagePool2d;
}

/** The largest value of each window of `[batch, steps, channels]`. See https://keras.io/api/layers/pooling_layers/max_pooling1d. */
export class MaxPooling1D extends Pooling1D {
  static override readonly signature = signatureOf<Pooling1DOptions>("MaxPooling1D", kinds);
  readonly className = "MaxPooling1D";
  static {
    nameLayerClass("MaxPooling1D", MaxPooling1D);
  }
  protected readonly op = maxPool2dOp;
  protected pool = maxPool2d;
}

export interface GlobalPooling1DOptions extends LayerOptions {
  /** Whether the steps stay, at length 1. Default: false. */
  readonly keepDims?: boolean;
}

abstract class GlobalPooling1D extends Layer {
  protected readonly keepDims: boolean;

  constructor(options: GlobalPooling1DOptions = {}) {
    super(options);
    this.keepDims = options.keepDims ?? false;
  }

  config(): LayerConfig {
    return { keepDims: this.keepDims };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 2, () => `expected sequences [steps, channels], got ${formatShape(input!)}`);
    return this.keepDims ? [1, input![1]!] : [input![1]!];
  }
}

/** The mean of each channel over all steps. See https://keras.io/api/layers/pooling_layers/global_average_pooling1d. */
export class GlobalAveragePooling1D extends GlobalPooling1D {
  static override readonly signature = signatureOf<GlobalPooling1DOptions>("GlobalAveragePooling1D", {
    keepDims: "boolean",
  });
  readonly className = "GlobalAveragePooling1D";
  static {
    nameLayerClass("GlobalAveragePooling1D", GlobalAveragePooling1D);
  }

  call([x]: readonly Tensor[]): Tensor {
    return mean(x!, 1, { keepDims: this.keepDims });
  }
}

/** The largest number of each channel over all steps. See https://keras.io/api/layers/pooling_layers/global_max_pooling1d. */
export class GlobalMaxPooling1D extends GlobalPooling1D {
  static override readonly signature = signatureOf<GlobalPooling1DOptions>("GlobalMaxPooling1D", {
    keepDims: "boolean",
  });
  readonly className = "GlobalMaxPooling1D";
  static {
    nameLayerClass("GlobalMaxPooling1D", GlobalMaxPooling1D);
  }

  call([x]: readonly Tensor[]): Tensor {
    return max(x!, 1, { keepDims: this.keepDims });
  }
}
