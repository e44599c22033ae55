// The JSON of a TensorFlow.js model: layers models become layers, graph models a graph of ops. What else is JSON is refused by
// what it is.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, type JsonRecord, parseJson } from "../checkJson.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import { openLayersModel } from "./layersModel.js";

/** @throws LinnetError naming the file and the place, if it is not whole or no model of TensorFlow.js */
export async function openTfjs({ bytes, file, siblings }: FileToOpen): Promise<OpenedFile> {
  const model = parseJson(new TextDecoder().decode(bytes), file);
  if (Array.isArray(model))
    throw new LinnetError(
      `${file}: expected model.json of TensorFlow.js, got a list of weights alone, which only the program that they belong to can use`,
    );
  if (!isRecord(model)) throw new LinnetError(`${file}: expected model.json of TensorFlow.js, got ${describe(model)}`);
  const { format, modelTopology } = model;
  const isGraph = format === "graph-model" || (isRecord(modelTopology) && Array.isArray(modelTopology.node));
  if (isGraph) return (await import("./graphModel.js")).readGraphModel(model, file, siblings);
  if (!isRecord(modelTopology)) throw notTfjs(model, file);
  return openLayersModel(model, modelTopology, { file, siblings });
}

function notTfjs(model: JsonRecord, file: string): LinnetError {
  const expected = `${file}: expected model.json of TensorFlow.js, with "modelTopology"`;
  if (Array.isArray(model.labels))
    return new LinnetError(`${expected}, got metadata with labels: open the model.json beside it`);
  return new LinnetError(`${expected}, got ${describe(model)}`);
}
