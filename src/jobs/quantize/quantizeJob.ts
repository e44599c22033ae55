// From a model's file to the file of one of whole numbers, and what both are worth.

import { type ExportFormat, formatOfEnding } from "../../model/exportFormats.js";
import { exportNetwork, writeExported } from "../../model/exportNetwork.js";
import { isQuantized } from "../../model/isQuantized.js";
import { readModelSource } from "../../model/modelSource.js";
import { checkArgument } from "../../tensor/checkArgument.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { ImageClassifier } from "../classifier/imageClassifier.js";
import { openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import { labelOf } from "../dataset/recordedDataset.js";
import type { EvaluatedModel } from "../evaluate/evaluateJob.js";
import type { JobControl } from "../events.js";
import { type UseOptions, useChoices, useKinds } from "../givenUse.js";
import { OptionError } from "../optionError.js";
import { checkOutputs, whileLocked } from "../outputFile.js";
import { type QuantizeClassifierOptions, quantizeClassifier, quantizeKinds } from "./quantizeClassifier.js";

export interface QuantizeOptions extends QuantizeClassifierOptions, UseOptions {
  /** Where the model goes. Its name says the format: .safetensors, .tflite or .onnx. */
  readonly output: string;
}

export interface Quantized {
  readonly file: string;
  /** How large the model's files are. */
  readonly bytes: { readonly before: number; readonly after: number };
  /** Null if the folder's folders are not classes that the model knows. */
  readonly accuracy: ComparedAccuracy | null;
}

interface ComparedAccuracy {
  readonly before: number;
  readonly after: number;
  readonly photographs: number;
  /** Whether the model was trained on none of them; null if its file does not say. */
  readonly areUnseen: boolean | null;
}

const kinds: OptionKinds<QuantizeOptions> = { ...quantizeKinds, ...useKinds, output: "string" };

const formats: readonly ExportFormat[] = ["safetensors", "tflite", "onnx"];

/**
 * Quantizes the model of a file, compares the two and writes the new one.
 * @param path a model file of any format
 * @param source photographs of what it will see
 * @throws OptionError or LinnetError before anything is written; the signal's reason, once it is given
 */
export async function quantizeJob(
  path: string,
  source: PhotographSource,
  options: QuantizeOptions,
  control: JobControl = {},
): Promise<Quantized> {
  checkArgument("quantizeJob", "path", path, "string");
  checkJobOptions("quantizeJob", options, kinds, useChoices);
  checkControl("quantizeJob", control);
  const { output, pictures, ...loading } = options;
  const format = formatOf(output);
  const labels = typeof options.labels === "string" ? options.labels : undefined;
  await checkOutputs([["output", output]], [path, labels], source);
  const { bytes } = await readModelSource(path);
  const classifier = await ImageClassifier.load(path, loading);
  try {
    if (await isQuantized(classifier.network)) throw new LinnetError(`${path}: it is quantized already`);
    for (const { text } of classifier.notes) control.onEvent?.({ kind: "warning", text });
    const { labels: _, preprocessing: __, size: ___, ...quantizing } = loading;
    const own = { ...quantizing, ...(pictures !== undefined && { pictures }) };
    const quantized = new ImageClassifier(await quantizeClassifier(classifier, source, own, control));
    try {
      const files = await exportNetwork(quantized.network, { format });
      const accuracy = await compared([classifier, quantized], source, control);
      control.signal?.throwIfAborted();
      await whileLocked("output", output, () => writeExported(output, files));
      control.onEvent?.({ kind: "saved", what: "model", file: output });
      const after = files.reduce((sum, file) => sum + file.bytes.length, 0);
      return { file: output, bytes: { before: bytes.length, after }, accuracy };
    } finally {
      await quantized.close();
    }
  } finally {
    await classifier.close();
  }
}

/** @throws OptionError if the name ends like no format that holds whole numbers */
function formatOf(output: string): ExportFormat {
  const found = formatOfEnding(output);
  if ("format" in found && formats.includes(found.format)) return found.format;
  throw new OptionError("output", `expected a name that ends with .${formats.join(", .")}, got ${output}`);
}

async function compared(
  [before, after]: readonly [ImageClassifier, ImageClassifier],
  source: PhotographSource,
  control: JobControl,
): Promise<Quantized["accuracy"]> {
  const unknown = await unknownClass(before, source);
  if (unknown !== null) {
    if (unknown !== "") control.onEvent?.({ kind: "warning", text: notCompared(before.labels, unknown) });
    return null;
  }
  const first = await before.evaluate(source, control);
  const second = await after.evaluate(source, control);
  const areUnseen = first.trainedOn === null ? null : first.unseen !== null || first.trainedOn === 0;
  const figureOf = ({ all, unseen }: EvaluatedModel): number => (unseen ?? all).accuracy;
  const { photographs } = first.unseen ?? first.all;
  return { before: figureOf(first), after: figureOf(second), photographs, areUnseen };
}

/** A class of the folder that the model does not know; "" if it holds photographs without folders; null if it knows all. */
async function unknownClass({ labels }: ImageClassifier, source: PhotographSource): Promise<string | null> {
  const { classes } = await openPhotographs(source).catch(() => ({ classes: [""] }));
  return classes.find((name) => labelOf(name, labels) < 0) ?? null;
}

function notCompared(labels: readonly string[], unknown: string): string {
  const shown = labels.slice(0, 3).join(", ") + (labels.length > 3 ? ", …" : "");
  return `the two are not compared: the model knows the classes ${shown}, the folder has ${JSON.stringify(unknown)}`;
}
