// labels.txt, which lies beside keras_model.h5 and the .tflite of an export of Teachable Machine: lines as `0 Name`.

import { LinnetError } from "../../tensor/errors.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import { PREPROCESSING } from "./preprocessing.js";

const LABELS = "labels.txt";

/**
 * The opened file with the classes that lie beside it, if there are any and it has none itself.
 * @throws LinnetError naming the file if the labels are those of a model of sounds
 */
export async function withLabels(
  opened: OpenedFile,
  { file, siblings }: Omit<FileToOpen, "bytes">,
): Promise<OpenedFile> {
  if (opened.use?.classes !== undefined || (opened.network === undefined && opened.graph === undefined)) return opened;
  const bytes = await siblings(LABELS);
  const classes = bytes === null ? null : readLabels(bytes);
  if (classes === null) return opened;
  const shape = inputShape(opened);
  const isPicture = shape.length === 3 && shape[0] === shape[1] && (shape[2] === 3 || shape[2] === 1);
  if (!isPicture) {
    const what = "as of Teachable Machine for sounds, which linnet does not have";
    throw new LinnetError(
      `${file}: expected a model of pictures beside ${LABELS}, got one for [${shape.join(",")}], ${what}`,
    );
  }
  // A model that rescales by itself is none of Teachable Machine's.
  const isRescaled = opened.network?.layers.some((layer) => "className" in layer && layer.className === "Rescaling");
  const preprocessing = isRescaled === true ? null : { ...PREPROCESSING, ...opened.use?.preprocessing };
  return { ...opened, use: { ...opened.use, classes, ...(preprocessing !== null && { preprocessing }) } };
}

/** Null if the lines have no numbers, as other programs write them. */
function readLabels(bytes: Uint8Array): readonly string[] | null {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const names = lines
    .filter((line) => line.trim() !== "")
    .map((line, index) => {
      const [, number, name] = /^(\d+) (.*)$/.exec(line) ?? [];
      return number !== undefined && Number(number) === index ? name! : null;
    });
  return names.length === 0 || names.includes(null) ? null : (names as string[]);
}

/** Of the first input, without the batch axis; what is open is 0. */
function inputShape({ network, graph }: OpenedFile): readonly number[] {
  if (graph !== undefined) return (graph.inputs[0]?.shape ?? []).slice(1).map((length) => length ?? 0);
  const [input] = network?.layers ?? [];
  const shape = input !== undefined && "config" in input ? input.config.shape : [];
  return Array.isArray(shape) ? shape : [];
}
