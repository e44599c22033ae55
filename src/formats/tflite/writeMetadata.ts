// What a TensorFlow Lite file says of its use, for the libraries that feed it pictures and name its classes.

import { Builder } from "flatbuffers";
import type { DescribedUse } from "../opened.js";
import type { WrittenGraph } from "../writtenGraph.js";
import { writeZip } from "../zip/writeZip.js";
import { int8, place, table, uint8, vector, writeTable } from "./flatTable.js";
import {
  AXIS_LABELS,
  METADATA,
  modelMetadata,
  NORMALIZATION,
  normalization,
  OWN_METADATA,
  subgraphMetadata,
  tensorMetadata,
} from "./metadataTables.js";
import { normalizationOf } from "./preprocessing.js";

const IDENTIFIER = "M001";
const LABELS = "labels.txt";

/** The tables with what is in a tensor, which is not read. */
const contentFields = { contentPropertiesType: uint8(), contentProperties: place, range: place };
const imageFields = { colorSpace: int8(), defaultSize: place };
const IMAGE = 2;
const RGB = 1;
const tensorFields = { ...tensorMetadata, content: table(contentFields) };
const tensors = vector(table(tensorFields));
const graphFields = { ...subgraphMetadata, inputTensorMetadata: tensors, outputTensorMetadata: tensors };
const modelFields = { ...modelMetadata, subgraphMetadata: vector(table(graphFields)) };

/** The buffers by their names in the file's list of metadata; none if there is nothing to say. */
export function writeMetadata(graph: WrittenGraph, use: DescribedUse): [name: string, data: Uint8Array][] {
  if (use.classes === undefined && use.preprocessing === undefined) return [];
  const own = new TextEncoder().encode(JSON.stringify(use));
  return [
    [METADATA, writeModel(graph, use)],
    [OWN_METADATA, own],
  ];
}

function writeModel(graph: WrittenGraph, use: DescribedUse): Uint8Array {
  const builder = new Builder();
  const model = writeTable(builder, modelFields, {
    name: graph.name,
    description: "A network of linnet's.",
    subgraphMetadata: [
      {
        inputTensorMetadata: graph.inputs.map(({ name }) => ({ name, ...inputOf(builder, graph, use) })),
        outputTensorMetadata: graph.outputs.map(({ name }) => ({ name, ...outputOf(graph, name, use) })),
      },
    ],
  });
  builder.finish(model, IDENTIFIER);
  return builder.asUint8Array();
}

/** That pictures go in, and how their values are changed, where that is known. */
function inputOf(builder: Builder, { inputs }: WrittenGraph, { preprocessing }: DescribedUse) {
  const isPicture = inputs.length === 1 && inputs[0]!.shape.length === 4 && inputs[0]!.shape[3] === 3;
  if (!isPicture || preprocessing === undefined) return {};
  const contentProperties = writeTable(builder, imageFields, { colorSpace: RGB });
  const content = { contentPropertiesType: IMAGE, contentProperties };
  const numbers = normalizationOf(preprocessing.mode);
  if (numbers === null) return { content };
  const options = writeTable(builder, normalization, numbers);
  return { content, processUnits: [{ optionsType: NORMALIZATION, options }] };
}

/** The labels, where there is one for each number. */
function outputOf({ outputs, types }: WrittenGraph, name: string, { classes }: DescribedUse) {
  if (outputs.length > 1 || classes === undefined || types.get(name)!.shape.at(-1) !== classes.length) return {};
  const file = { name: LABELS, description: "The name of each class, in order.", type: AXIS_LABELS };
  return { associatedFiles: [file] };
}

/**
 * The zip that stands behind the model, whose places are counted from the beginning of the whole file: some programs open it
 * as one.
 * @param start the bytes before it
 */
export function labelFile(classes: readonly string[], start: number): Uint8Array {
  const lines = classes.map((name) => name.replace(/[\r\n]+/g, " "));
  const zip = writeZip(new Map([[LABELS, new TextEncoder().encode(`${lines.join("\n")}\n`)]]), { level: 0 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const move = (position: number): void => view.setUint32(position, view.getUint32(position, true) + start, true);
  const end = zip.length - END_BYTES;
  const directory = view.getUint32(end + DIRECTORY_PLACE, true);
  move(end + DIRECTORY_PLACE);
  move(directory + ENTRY_PLACE);
  return zip;
}

/** Parts of a zip file: the record at its end, and where it and an entry of the list say what lies where. */
const [END_BYTES, DIRECTORY_PLACE, ENTRY_PLACE] = [22, 16, 42];
