// The tables of a TensorFlow Lite file's metadata, a flatbuffer of its own inside the file
// (https://ai.google.dev/edge/litert/models/metadata; tensorflow_lite_support/metadata/metadata_schema.fbs of
// https://github.com/tensorflow/tflite-support, release 0.4.4).

import { float32, place, table, text, uint8, vector } from "./flatTable.js";

/** The name of the buffer with the metadata. */
export const METADATA = "TFLITE_METADATA";
/** That of what linnet says of a network's use, as JSON: all of it, where the metadata have no words for some of it. */
export const OWN_METADATA = "linnet.use";

const associatedFile = { name: text, description: text, type: uint8(), locale: text };
/** The type of a list of names, one for each entry of the tensor's last axis. */
export const AXIS_LABELS = 2;

export const normalization = { mean: vector(float32()), std: vector(float32()) };
/** The type of a process unit's options that are a normalization. */
export const NORMALIZATION = 1;

export const tensorMetadata = {
  name: text,
  description: text,
  dimensionNames: place,
  content: place,
  processUnits: vector(table({ optionsType: uint8(), options: place })),
  stats: place,
  associatedFiles: vector(table(associatedFile)),
};
export const subgraphMetadata = {
  name: text,
  description: text,
  inputTensorMetadata: vector(table(tensorMetadata)),
  outputTensorMetadata: vector(table(tensorMetadata)),
};

export const modelMetadata = {
  name: text,
  description: text,
  version: text,
  subgraphMetadata: vector(table(subgraphMetadata)),
};
