// metadata.json, which lies beside the model.json of an export of Teachable Machine.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, parseJson } from "../checkJson.js";
import type { KerasModel } from "../keras/kerasModel.js";
import { shapeOf } from "../keras/readKerasModel.js";
import type { DescribedUse, Siblings } from "../opened.js";
import { PREPROCESSING } from "./preprocessing.js";

const METADATA = "metadata.json";

interface Metadata {
  readonly use: DescribedUse;
  /** @throws LinnetError if the model takes no pictures of the size that is said */
  check(model: KerasModel): void;
}

/**
 * Null if there is no metadata.json, or it is not Teachable Machine's.
 * @throws LinnetError naming the file if it is damaged, or the model is of sounds or poses
 */
export async function readMetadata(file: string, siblings: Siblings): Promise<Metadata | null> {
  const bytes = await siblings(METADATA);
  if (bytes === null) return null;
  const where = `${METADATA} beside ${file}`;
  const metadata = parseJson(new TextDecoder().decode(bytes), where);
  // As the library for sounds writes it.
  if (isRecord(metadata) && Array.isArray(metadata.wordLabels)) checkKind("@teachablemachine/audio", file);
  if (!isRecord(metadata) || !Array.isArray(metadata.labels)) return null;
  const { labels, packageName, imageSize } = metadata;
  if (!labels.every((label) => typeof label === "string"))
    throw new LinnetError(`${where}: expected "labels" to be a list of names, got ${describe(labels)}`);
  checkKind(packageName, file);
  const check = (model: KerasModel): void => checkSize(model, imageSize, file);
  return { use: { classes: labels, preprocessing: PREPROCESSING }, check };
}

function checkKind(packageName: unknown, file: string): void {
  const [, kind] = /^@teachablemachine\/(\w+)$/.exec(String(packageName)) ?? [];
  if (kind === undefined || kind === "image") return;
  const what =
    kind === "pose"
      ? "poses, not of pictures: it needs PoseNet before it"
      : `${kind === "audio" ? "sounds" : kind}, not of pictures`;
  throw new LinnetError(`${file}: it is a model of Teachable Machine of ${what}, which linnet does not have`);
}

/** A model of sounds is one of spectrograms, `[43, 232, 1]`. */
function checkSize({ layers, inputs }: KerasModel, imageSize: unknown, file: string): void {
  const input = layers.find(({ name }) => name === inputs[0]?.layer);
  const shape = input === undefined ? undefined : shapeOf(input.config);
  const [, height, width, channels] = Array.isArray(shape) ? shape : [];
  const isPicture = height === width && (channels === 3 || channels === 1);
  if (!isPicture)
    throw new LinnetError(
      `${file}: expected a model of Teachable Machine for pictures, got one for ${JSON.stringify(shape)}`,
    );
  if (imageSize !== undefined && imageSize !== height)
    throw new LinnetError(
      `${file}: expected pictures of ${describe(imageSize)}, as its metadata says, the model takes ${height}`,
    );
}
