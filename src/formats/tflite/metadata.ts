// What a TensorFlow Lite file says of its use: classes and preprocessing. It stands in a flatbuffer of its own, in the
// buffer of that name, and the files that belong to it are a zip behind the model
// (https://ai.google.dev/edge/litert/models/metadata; tensorflow_lite_support/metadata/metadata_schema.fbs of
// https://github.com/tensorflow/tflite-support, release 0.4.4).

import type { DescribedUse } from "../opened.js";
import { readZip } from "../zip/readZip.js";
import { isQuantized } from "./constant.js";
import { FlatFile, float32, place, readTable, type Table, table, text, uint8, vector } from "./flatTable.js";
import { normalizationMode, quantizedMode } from "./preprocessing.js";
import { dataOf, type GraphTensor, type Model } from "./tensors.js";

const associatedFile = { name: text, description: text, type: uint8(), locale: text };
/** The type of a list of names, one for each entry of the tensor's last axis. */
const AXIS_LABELS = 2;

const normalization = { mean: vector(float32()), std: vector(float32()) };
/** The type of a process unit's options that are a normalization. */
const NORMALIZATION = 1;

const tensorMetadata = {
  name: text,
  description: text,
  dimensionNames: place,
  content: place,
  processUnits: vector(table({ optionsType: uint8(), options: place })),
  stats: place,
  associatedFiles: vector(table(associatedFile)),
};
type TensorMetadata = Table<typeof tensorMetadata>;

const subgraphMetadata = {
  name: text,
  description: text,
  inputTensorMetadata: vector(table(tensorMetadata)),
  outputTensorMetadata: vector(table(tensorMetadata)),
};

const modelMetadata = {
  name: text,
  description: text,
  version: text,
  subgraphMetadata: vector(table(subgraphMetadata)),
};

/** The ends of a graph of which metadata speak. */
interface Ends {
  readonly input: GraphTensor;
  readonly output: GraphTensor;
}

/** @throws LinnetError naming the table, or the entry of the zip, if the metadata are damaged */
export function readUse(flat: FlatFile, model: Model, { input, output }: Ends): DescribedUse {
  const metadata = openMetadata(flat, model);
  const fromMetadata = metadata === null ? null : readMode(metadata);
  const mode = fromMetadata ?? (isQuantized(input.kind) ? quantizedMode(input.kind) : null);
  const isPicture = input.kind.shape.length === 4 && input.kind.shape[3] === 3;
  const classes = metadata === null ? null : readLabels(flat, metadata);
  // Lists that are made for other networks, such as one with a background more, are common.
  const fits = classes !== null && classes.length === output.kind.shape.at(-1);
  return {
    ...(fits && { classes }),
    ...(mode !== null && isPicture && { preprocessing: { mode, resize: "bilinear" } }),
  };
}

interface OpenMetadata {
  readonly flat: FlatFile;
  readonly ofInput: TensorMetadata | null;
  readonly ofOutput: TensorMetadata | null;
}

function openMetadata(flat: FlatFile, model: Model): OpenMetadata | null {
  const entry = model.metadata?.find((one) => one?.name === "TFLITE_METADATA");
  const data = entry == null ? null : dataOf(flat, model, entry.buffer, "metadata");
  if (data === null) return null;
  const own = new FlatFile(data, `${flat.file}: TFLITE_METADATA`);
  const { subgraphMetadata: graphs } = readTable(own, own.follow(0, "its beginning"), modelMetadata, "");
  const graph = graphs?.[0];
  return {
    flat: own,
    ofInput: graph?.inputTensorMetadata?.[0] ?? null,
    ofOutput: graph?.outputTensorMetadata?.[0] ?? null,
  };
}

function readMode({ flat, ofInput }: OpenMetadata): string | null {
  const unit = ofInput?.processUnits?.find((one) => one?.optionsType === NORMALIZATION);
  if (unit?.options == null) return null;
  const { mean, std } = readTable(flat, unit.options, normalization, "NormalizationOptions");
  return normalizationMode(mean ?? [], std ?? []);
}

/** The lines of the list of the output's names: the one without a language before others. */
function readLabels(flat: FlatFile, { ofOutput }: OpenMetadata): readonly string[] | null {
  const lists = (ofOutput?.associatedFiles ?? []).filter((one) => one?.type === AXIS_LABELS);
  const list = lists.find((one) => one?.locale === "") ?? lists[0];
  if (list == null) return null;
  const content = readZip(flat.bytes, flat.file).read(list.name);
  return new TextDecoder()
    .decode(content)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
}
