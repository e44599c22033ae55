// Files of weights as their publishers lay them out, with numbers that follow from the weights' names.

import { writeHdf5 } from "../../src/formats/hdf5/writeHdf5.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { findArchitecture } from "../../src/models/architectures.js";
import { weightsFor } from "../../src/models/elsewhere/weightsFor.js";
import type { PublishedWeights } from "../../src/models/publishedWeights.js";
import type { Model } from "../../src/train/model.js";
import { hashedWeight } from "./hashedNumbers.js";
import { writePth } from "./writePth.js";

/** The network of a published file, with its numbers. */
export function publishedNetwork(published: Omit<PublishedWeights, "address" | "fileName" | "digest">) {
  const { architecture, alpha, size, includeTop, source } = published;
  const found = findArchitecture(architecture);
  const built = found.create({ alpha, inputShape: [size, size, 3], includeTop, source });
  const values = built.network.parameters.map((parameter) => [
    parameter.name,
    { shape: parameter.shape, values: hashedWeight(parameter) },
  ]);
  built.network.loadWeights(new Map(values as [string, { shape: number[]; values: Float32Array }][]));
  return built;
}

export async function publishedFile(published: PublishedWeights): Promise<Uint8Array> {
  const { fileName, source, architecture } = published;
  const built = publishedNetwork(published);
  if (source === "keras") return kerasFile(built.network);
  const weights = weightsFor({ ...built, architecture: architecture as "mobilenetv2", source });
  return fileName.endsWith(".pth") ? writePth(weights) : writeSafetensors(weights, { format: "pt" });
}

/** Weights alone, as Keras 2 keeps them: by layers, in their order. */
function kerasFile({ layers }: Model): Promise<Uint8Array> {
  const weighted = layers.map((layer) => [layer.name, layer.parameters] as const);
  const items = weighted.map(([layer, parameters]) => {
    const names = parameters.map(({ weightName }) => `${layer}/${weightName}:0`);
    const datasets = parameters.map(({ weightName, shape, values }) => [`${weightName}:0`, { shape, values }] as const);
    const inner = { items: { [layer]: { items: Object.fromEntries(datasets) } } };
    // A layer without weights has an empty list in Keras's files, which h5wasm cannot write.
    return [layer, names.length === 0 ? {} : { attributes: { weight_names: names }, ...inner }] as const;
  });
  const attributes = { layer_names: layers.map(({ name }) => name), backend: "tensorflow", keras_version: "2.2.0" };
  return writeHdf5({ attributes, items: Object.fromEntries(items) });
}
