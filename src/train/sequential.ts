// Sequential: a model that is a row of layers.

import { Layer, type LayerOutput } from "../layers/layer.js";
import { Network } from "../model/network.js";
import { LinnetError } from "../tensor/errors.js";
import { Model } from "./model.js";

/**
 * A model of layers one after the other; it begins with what `input` gives, or with another network, whose layers it
 * shares. See https://keras.io/api/models/sequential.
 * @throws LinnetError where there is no layer, ShapeError where two do not fit together
 */
export class Sequential extends Model {
  constructor(
    [first, ...layers]: readonly [LayerOutput | Network, ...Layer[]],
    options: { readonly name?: string } = {},
  ) {
    if (!(first instanceof Network || first?.layer instanceof Layer))
      throw new LinnetError("Sequential: expected an input, or a network, before the layers");
    const begin = first instanceof Network ? first : { input: first, output: first };
    const outputs = layers.reduce((output, layer) => layer.apply(output), begin.output);
    super({ inputs: begin.input, outputs, name: options.name ?? "sequential" });
  }
}
