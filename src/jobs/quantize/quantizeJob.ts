// From a model's file to the file of one of whole numbers, and what both are worth.

import type { FileToOpen } from "../../formats/opened.js";
import { type ExportFormat, formatOfEnding } from "../../model/exportFormats.js";
import { exportNetwork, writeExported } from "../../model/exportNetwork.js";
import { isQuantized } from "../../model/isQuantized.js";
import { readModelSource } from "../../model/modelSource.js";
import { checkArgument } from "../../tensor/checkArgument.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { ImageClassifier } from "../classifier/imageClassifier.js";
import { classifierOf } from "../classifier/openClassifier.js";
import type { PhotographSource } from "../dataset/dataset.js";
import type { JobControl, JobEvent } from "../events.js";
import { type UseOptions, useChoices, useKinds } from "../givenUse.js";
import { OptionError } from "../optionError.js";
import { checkOutputs, whileLocked } from "../outputFile.js";
import { type ComparedAccuracy, compareClassifiers } from "./compareClassifiers.js";
import { type QuantizeClassifierOptions, quantizeKinds } from "./quantizeClassifier.js";

export interface QuantizeOptions extends QuantizeClassifierOptions, UseOptions {
  /** Where the model goes. Its name says the format: .safetensors, .tflite or .onnx. */
  readonly output: string;
  /** Whether the accuracy of both is told, where the photographs' classes are the model's. Default: true. */
  readonly compare?: boolean;
}

export interface Quantized {
  readonly file: string;
  /** How large the model's files are. */
  readonly bytes: { readonly before: number; readonly after: number };
  /** Null if it was not asked for, or the folder's folders are not classes that the model knows. */
  readonly accuracy: ComparedAccuracy | null;
}

const kinds: OptionKinds<QuantizeOptions> = { ...quantizeKinds, ...useKinds, output: "string", compare: "boolean" };

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
  const { output, pictures, compare = true, ...loading } = options;
  const format = formatOf(output);
  const labels = typeof options.labels === "string" ? options.labels : undefined;
  await checkOutputs([["output", output]], [path, labels], source);
  const telling = tellingOnce(control);
  const { opened, bytes } = counted(await readModelSource(path));
  const classifier = new ImageClassifier(await classifierOf(opened, loading));
  const before = bytes();
  try {
    if (await isQuantized(classifier.network)) throw new LinnetError(`${path}: it is quantized already`);
    for (const { text } of classifier.notes) telling.onEvent?.({ kind: "warning", text });
    const { labels: _, preprocessing: __, size: ___, ...quantizing } = loading;
    const quantized = await classifier.quantize(source, {
      ...quantizing,
      ...telling,
      ...(pictures !== undefined && { pictures }),
    });
    try {
      const files = await exportNetwork(quantized.network, { format });
      const accuracy = compare ? await compareClassifiers([classifier, quantized], source, telling) : null;
      control.signal?.throwIfAborted();
      await whileLocked("output", output, () => writeExported(output, files));
      control.onEvent?.({ kind: "saved", what: "model", file: output });
      const after = files.reduce((sum, file) => sum + file.bytes.length, 0);
      return { file: output, bytes: { before, after }, accuracy };
    } finally {
      await quantized.close();
    }
  } finally {
    await classifier.close();
  }
}

/** How many bytes the file and those that were read beside it have, when it is asked. */
function counted(opened: FileToOpen): { readonly opened: FileToOpen; bytes(): number } {
  let bytes = opened.bytes.length;
  const siblings = async (name: string): Promise<Uint8Array | null> => {
    const found = await opened.siblings(name);
    bytes += found?.length ?? 0;
    return found;
  };
  return { opened: { ...opened, siblings }, bytes: () => bytes };
}

/** Photographs are read several times, and what is wrong with one is told once. */
function tellingOnce({ signal, onEvent }: JobControl): JobControl {
  const told = new Set<string>();
  const tell = (event: JobEvent): void => {
    if (event.kind === "leftOut" || event.kind === "warning") {
      const key = JSON.stringify(event);
      if (told.has(key)) return;
      told.add(key);
    }
    onEvent?.(event);
  };
  return { ...(signal && { signal }), onEvent: tell };
}

/** @throws OptionError if the name ends like no format that holds whole numbers */
function formatOf(output: string): ExportFormat {
  const found = formatOfEnding(output);
  if ("format" in found && formats.includes(found.format)) return found.format;
  throw new OptionError("output", `expected a name that ends with .${formats.join(", .")}, got ${output}`);
}
