// AveragePooling2D and MaxPooling2D.

import { outputShape } from "../tensor/op.js";
import {
  averagePool2d,
  averagePool2dOp,
  maxPool2d,
  maxPool2dOp,
  type Pool2d,
  type PoolOptions,
} from "../tensor/ops/pool.js";
import type { Shape } from "../tensor/shape.js";
import type { OpDefinition, Tensor } from "../tensor/tensor.js";
import { type Padding, type Pair, resolveWindow, toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { pairKind, signatureOf } from "./signature.js";

export interface Pooling2DOptions extends LayerOptions {
  /** `[height, width]` of the window, or one number for both. Default: 2. */
  readonly poolSize?: number | Pair;
  /** Default: `poolSize`. */
  readonly strides?: number | Pair | null;
  /** Default: `valid`. */
  readonly padding?: Padding;
}

const kinds = { poolSize: pairKind, strides: [...pairKind, "null"], padding: ["string", "list"] } as const;

abstract class Pooling2D extends Layer {
  readonly #options: { readonly poolSize: Pair; readonly strides: Pair; readonly padding: Padding };
  protected abstract readonly op: OpDefinition<Pool2d>;

  constructor(options: Pooling2DOptions = {}) {
    super(options);
    const poolSize = toPair(options.poolSize ?? 2);
    this.#options = { poolSize, strides: toPair(options.strides ?? poolSize), padding: options.padding ?? "valid" };
  }

  config(): LayerConfig {
    return this.#options;
  }

  outputShape([input]: readonly Shape[]): Shape {
    const { poolSize, strides, padding } = this.#options;
    const picture = [1, ...input!];
    const window = { size: poolSize, ...resolveWindow(picture, poolSize, { strides, padding }) };
    return outputShape(this.op, [picture], window).slice(1);
  }

  call([x]: readonly Tensor[]): Tensor {
    return this.pool(x!, this.#options);
  }

  protected abstract pool(x: Tensor, options: PoolOptions): Tensor;
}

/** The mean of each window of `[batch, height, width, channels]`. See https://keras.io/api/layers/pooling_layers/average_pooling2d. */
export class AveragePooling2D extends Pooling2D {
  static override readonly signature = signatureOf<Pooling2DOptions>("AveragePooling2D", kinds);
  readonly className = "AveragePooling2D";
  protected readonly op = averagePool2dOp;
  protected pool = averagePool2d;
}

/** The largest value of each window of `[batch, height, width, channels]`. See https://keras.io/api/layers/pooling_layers/max_pooling2d. */
export class MaxPooling2D extends Pooling2D {
  static override readonly signature = signatureOf<Pooling2DOptions>("MaxPooling2D", kinds);
  readonly className = "MaxPooling2D";
  protected readonly op = maxPool2dOp;
  protected pool = maxPool2d;
}
