// A layer of one function, which keeps the shape of its input unless it is given another.

import { Layer, type LayerConfig } from "../../src/layers/index.js";
import type { Shape } from "../../src/tensor/shape.js";
import type { Tensor } from "../../src/tensor/tensor.js";

export class Calling extends Layer {
  readonly className = "Calling";

  constructor(
    readonly f: (x: Tensor) => Tensor,
    name: string,
    readonly shape: Shape | null = null,
  ) {
    super({ name });
  }

  config(): LayerConfig {
    return {};
  }

  outputShape([shape]: readonly Shape[]): Shape {
    return this.shape ?? shape!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return this.f(x!);
  }
}
