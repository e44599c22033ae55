// Whole models in one HDF5 file, as Keras wrote them before .keras: Keras 3, tf_keras and Keras 2 read them
// (keras/src/legacy/saving/legacy_h5_format.py).

import { LinnetError } from "../../tensor/errors.js";
import { type GroupToWrite, writeHdf5 } from "../hdf5/writeHdf5.js";
import type { DescribedLayer, RepeatedCall } from "../opened.js";
import type { WrittenNetwork } from "../writtenNetwork.js";
import { OWN_KEY, ownUse } from "./ownUse.js";
import { withPaddingApart } from "./paddingApart.js";
import { type KerasOptions, withPreprocessing } from "./preprocessingLayer.js";
import { KERAS_VERSION, keras2Config } from "./writeConfig.js";
import { kerasLayers, type WrittenKerasLayer } from "./writeLayers.js";

/** @throws LinnetError naming a layer that Keras does not have */
export async function writeKerasH5(given: WrittenNetwork, options: KerasOptions): Promise<Uint8Array> {
  const { written: whole, layer } = withPreprocessing(given, options);
  const written = withPaddingApart(whole);
  written.network.layers.forEach(checkLayer);
  const layers = kerasLayers(written);
  const versions = { keras_version: KERAS_VERSION, backend: "tensorflow" };
  const weights: GroupToWrite = {
    attributes: { ...versions, layer_names: layers.map(({ name }) => name) },
    items: Object.fromEntries(layers.map((one) => [one.name, layerGroup(one)])),
  };
  return writeHdf5({
    attributes: {
      ...versions,
      model_config: JSON.stringify(keras2Config(written, layers)),
      [OWN_KEY]: ownUse(given.use, layer),
    },
    items: { model_weights: weights },
  });
}

/** Keras's reader of these files makes of a list of axes one that its layer refuses. */
function checkLayer(entry: DescribedLayer | RepeatedCall): void {
  if ("callOf" in entry || entry.className !== "LayerNormalization") return;
  const { name, config } = entry;
  if (Array.isArray(config.axis) && config.axis.length > 1)
    throw new LinnetError(
      `layer "${name}": Keras does not read a LayerNormalization over the axes ${config.axis.join(", ")} from .h5 files: ` +
        "write a .keras file instead",
    );
}

/**
 * The datasets lie in a group of the layer's name once more, as the weights' names say. To HDF5 a list of no names is no list;
 * Keras reads none as one of no names.
 */
function layerGroup({ name, weights }: WrittenKerasLayer): GroupToWrite {
  if (weights.length === 0) return {};
  const attributes = { weight_names: weights.map((weight) => `${name}/${weight.name}:0`) };
  const datasets = Object.fromEntries(weights.map((weight) => [`${weight.name}:0`, weight]));
  return { attributes, items: { [name]: { items: datasets } } };
}
