// What a TensorFlow Lite file says of its use: classes and preprocessing. The files that belong to its metadata are a zip
// behind the model.

import { isRecord } from "../../tensor/checkArgument.js";
import type { DescribedUse } from "../opened.js";
import { isQuantized } from "./constant.js";
import { FlatFile, readTable, type Table } from "./flatTable.js";
import {
  AXIS_LABELS,
  METADATA,
  modelMetadata,
  NORMALIZATION,
  normalization,
  OWN_METADATA,
  type tensorMetadata,
} from "./metadataTables.js";
import { normalizationMode, quantizedMode } from "./preprocessing.js";
import { dataOf, type GraphTensor, type Model } from "./tensors.js";

type TensorMetadata = Table<typeof tensorMetadata>;

export interface ReadUse {
  readonly use: DescribedUse;
  /** The list of the classes, as the zip names it; null if there is none, or `use` has them. */
  readonly list: string | null;
}

/** @throws LinnetError naming the table if the metadata are damaged */
export function readUse(flat: FlatFile, model: Model, input: GraphTensor): ReadUse {
  const own = readOwn(flat, model);
  if (own !== null) return { use: own, list: null };
  const metadata = openMetadata(flat, model);
  const fromMetadata = metadata === null ? null : readMode(metadata);
  const mode = fromMetadata ?? (isQuantized(input.kind) ? quantizedMode(input.kind) : null);
  const isPicture = input.kind.shape.length === 4 && input.kind.shape[3] === 3;
  return {
    use: mode !== null && isPicture ? { preprocessing: { mode, resize: "bilinear" } } : {},
    list: metadata === null ? null : listOf(metadata),
  };
}

interface OpenMetadata {
  readonly flat: FlatFile;
  readonly ofInput: TensorMetadata | null;
  readonly ofOutput: TensorMetadata | null;
}

/** What linnet has written. What its parts are is checked where they meet the network. */
function readOwn(flat: FlatFile, model: Model): DescribedUse | null {
  const data = metadataOf(flat, model, OWN_METADATA);
  if (data === null) return null;
  try {
    const use: unknown = JSON.parse(new TextDecoder().decode(data));
    if (isRecord(use)) return use as DescribedUse;
  } catch {
    // What is no JSON is refused below.
  }
  throw flat.fail(`metadata ${OWN_METADATA}`, "expected an object as JSON");
}

function metadataOf(flat: FlatFile, model: Model, name: string): Uint8Array | null {
  const entry = model.metadata?.find((one) => one?.name === name);
  return entry == null ? null : dataOf(flat, model, entry.buffer, "metadata");
}

function openMetadata(flat: FlatFile, model: Model): OpenMetadata | null {
  const data = metadataOf(flat, model, METADATA);
  if (data === null) return null;
  const own = new FlatFile(data, `${flat.file}: ${METADATA}`);
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

/** The list of the output's names: the one without a language before others. */
function listOf({ ofOutput }: OpenMetadata): string | null {
  const lists = (ofOutput?.associatedFiles ?? []).filter((one) => one?.type === AXIS_LABELS);
  return (lists.find((one) => one?.locale === "") ?? lists[0])?.name ?? null;
}
