// Sequential: a model of layers one after the other.

import { input } from "../layers/input.js";
import { Layer, type LayerOutput } from "../layers/layer.js";
import { Network } from "../model/network.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { Model } from "./model.js";

/** What may come before the layers: what `input` returned, or another network, whose layers it shares. */
type Beginning = LayerOutput | Network;

/**
 * A model of layers one after the other. Without an input, it is built by the first `fit`, `evaluate`, `predict` or
 * `build`. See https://keras.io/api/models/sequential.
 * @throws LinnetError if an element is not a layer, ShapeError if two do not fit together
 */
export class Sequential extends Model {
  /** The layers of a model that is not built yet. */
  readonly #waiting: Layer[];

  constructor(
    layers: readonly Layer[] | readonly [Beginning | Layer, ...Layer[]] = [],
    options: { readonly name?: string } = {},
  ) {
    if (!Array.isArray(layers))
      throw new LinnetError(`Sequential: expected an array of layers, got ${describe(layers)}`);
    checkOptions("Sequential", options, { name: "string" });
    const { name = "sequential" } = options;
    const [first, ...others] = layers;
    const begin = first === undefined || first instanceof Layer ? null : endsOf(first);
    const row = (begin === null ? layers : others).map(expectLayer);
    super(
      begin === null
        ? { inputs: null, outputs: null, name }
        : { inputs: begin.input, outputs: applyAll(row, begin.output), name },
    );
    this.#waiting = begin === null ? row : [];
  }

  override get layers(): readonly Layer[] {
    return this.isBuilt ? super.layers : this.#waiting;
  }

  /**
   * Adds a layer after the last one; an empty model may begin with what `input` returned, or another network. An earlier
   * `compile` is forgotten.
   * @throws LinnetError if it is not a layer, ShapeError if it does not fit
   */
  add(layer: Layer | Beginning): void {
    this.uncompile();
    if (layer instanceof Layer) {
      if (this.isBuilt) this.connect(this.inputs, [layer.apply(this.output)]);
      else this.#waiting.push(layer);
    } else {
      const { input: begin, output } = endsOf(layer);
      if (this.isBuilt || this.#waiting.length > 0)
        throw new LinnetError(`model "${this.name}": expected its input before its layers`);
      this.connect([begin], [output]);
    }
  }

  /**
   * Creates the weights for examples of that shape, without the batch axis.
   * @throws LinnetError if the model already has an input, or has no layers; ShapeError if the layers do not fit
   */
  build(inputShape: Shape): void {
    if (this.isBuilt) throw new LinnetError(`model "${this.name}": build: it has its input already`);
    if (this.#waiting.length === 0)
      throw new LinnetError(`model "${this.name}": build: expected layers, add some first`);
    const begin = input({ shape: inputShape });
    this.connect([begin], [applyAll(this.#waiting, begin)]);
  }

  protected override prepareFor(x: unknown): void {
    const [tensor] = Array.isArray(x) ? x : [x];
    if (!this.isBuilt && tensor instanceof Tensor && tensor.rank > 0) this.build(tensor.shape.slice(1));
  }
}

function applyAll(layers: readonly Layer[], begin: LayerOutput): LayerOutput {
  return layers.reduce((output, layer) => layer.apply(output), begin);
}

function endsOf(begin: Beginning): { readonly input: LayerOutput; readonly output: LayerOutput } {
  if (begin instanceof Network) return begin;
  if (begin?.layer instanceof Layer) return { input: begin, output: begin };
  throw new LinnetError(`Sequential: expected a layer, what input() gave, or a network, got ${describe(begin)}`);
}

function expectLayer(layer: Layer | Beginning): Layer {
  if (layer instanceof Layer) return layer;
  throw new LinnetError(`Sequential: expected layers after the first, got ${describe(layer)}`);
}
