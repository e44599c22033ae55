// A .keras file: a zip of config.json, metadata.json and model.weights.h5.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, parseJson } from "../checkJson.js";
import { readHdf5 } from "../hdf5/readHdf5.js";
import type { OpenedFile } from "../opened.js";
import type { ZipEntries } from "../zip/readZip.js";
import { kerasNetwork, majorOf, withOwnUse } from "./kerasNetwork.js";
import { UNREAD } from "./openHdf5.js";
import { OWN_KEY } from "./ownUse.js";
import { readKerasModel } from "./readKerasModel.js";
import { readVariables } from "./readStoreWeights.js";

const CONFIG = "config.json";
const METADATA = "metadata.json";
const WEIGHTS = "model.weights.h5";

/** @throws LinnetError naming the file and the place, if it is not whole or not a model of layers */
export async function openKeras({ names, read }: ZipEntries, file: string): Promise<OpenedFile> {
  if (!names.includes(WEIGHTS))
    throw new LinnetError(`${file}: expected ${WEIGHTS} in it, got ${describe(names.join(", "))}`);
  const textIn = (name: string): string => new TextDecoder().decode(read(name));
  const metadata = names.includes(METADATA) ? parseJson(textIn(METADATA), `${file}: ${METADATA}`) : {};
  const said = isRecord(metadata) ? metadata : {};
  const version = typeof said.keras_version === "string" ? said.keras_version : "3";
  const model = readKerasModel(parseJson(textIn(CONFIG), `${file}: ${CONFIG}`), file);
  const root = await readHdf5(read(WEIGHTS), `${file}: ${WEIGHTS}`, UNREAD);
  const weights = readVariables(root, model, `${file}: ${WEIGHTS}`);
  const opened = { format: "Keras", metadata: {}, ...kerasNetwork(model, weights, majorOf(version)) };
  return withOwnUse(opened, said[OWN_KEY], file);
}
