// A layer of one's own, as a user writes it: x * scale, with a scale for each feature.

import type { CallContext, LayerConfig, LayerOptions } from "../../src/layers/index.js";
import { initializer, Layer } from "../../src/layers/index.js";
import { mul } from "../../src/tensor/ops/index.js";
import type { Shape } from "../../src/tensor/shape.js";
import type { Tensor } from "../../src/tensor/tensor.js";

export interface ScaleOptions extends LayerOptions {
  /** What the scale is multiplied with. Default: 1. */
  readonly factor?: number;
}

export class Scale extends Layer {
  readonly className: string = "Scale";
  readonly factor: number;

  constructor(options: ScaleOptions = {}) {
    super(options);
    this.factor = options.factor ?? 1;
  }

  config(): LayerConfig {
    return { factor: this.factor };
  }

  outputShape([shape]: readonly Shape[]): Shape {
    return shape!;
  }

  protected override build([shape]: readonly Shape[]): void {
    this.addParameter("scale", [shape!.at(-1)!], initializer("ones"));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    return mul(x!, mul(context.read(this.parameter("scale")), this.factor));
  }
}
