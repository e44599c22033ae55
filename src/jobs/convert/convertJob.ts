// A model from a file of one format to a file of another, read back and compared before it is written.

import { readSafetensors } from "../../formats/safetensors/safetensors.js";
import {
  type ExportFormat,
  exportFormats,
  foreignOption,
  formatOfEnding,
  placeOfOutput,
} from "../../model/exportFormats.js";
import {
  type ExportedFile,
  type ExportFileOptions,
  exportNetwork,
  fileIn,
  writeExported,
} from "../../model/exportNetwork.js";
import { isQuantized } from "../../model/isQuantized.js";
import { Network } from "../../model/network.js";
import { checkRecord } from "../../model/networkFile.js";
import { openNetwork } from "../../model/openNetwork.js";
import { type WeightNames, weightNames } from "../../model/otherNames.js";
import { shapeOfSize } from "../../model/shapeOfSize.js";
import { networkByNames } from "../../models/elsewhere/weightsFor.js";
import { checkArgument } from "../../tensor/checkArgument.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import type { JobControl } from "../events.js";
import { type UseOptions, useChoices, useKinds, withUse } from "../givenUse.js";
import { OptionError } from "../optionError.js";
import { checkOutputs, whileLocked } from "../outputFile.js";
import { type Comparison, compareNetworks, exampleFor } from "./compareNetworks.js";

export interface ConvertOptions extends UseOptions, ExportFileOptions {
  /** A photograph with which both models are compared. Default: random numbers. */
  readonly picture?: string;
}

const choices = { ...useChoices, format: exportFormats, names: Object.keys(weightNames) } as const;

const kinds: OptionKinds<ConvertOptions> = {
  ...useKinds,
  format: "string",
  halfPrecision: "boolean",
  includePreprocessing: "boolean",
  names: "string",
  picture: "string",
};

export interface Converted extends Comparison {
  readonly format: ExportFormat;
  /** The paths that were written. */
  readonly files: readonly string[];
}

/** Of the largest output: float32 in another order of sums, 11 significant bits, or some steps of 8 bits. */
const MOST = { whole: 1e-3, half: 0.1, int8: 0.1 };

/**
 * Writes the model of a file in another format. What is written has been read back and has computed, of one picture, what the
 * source computes.
 * @param input a model file of any format that linnet reads
 * @param output a file, or for TensorFlow.js a folder
 * @throws OptionError or LinnetError before anything is written; the signal's reason, once it is given
 */
export async function convertJob(
  input: string,
  output: string,
  options: ConvertOptions = {},
  control: JobControl = {},
): Promise<Converted> {
  checkArgument("convertJob", "input", input, "string");
  checkArgument("convertJob", "output", output, "string");
  checkJobOptions("convertJob", options, kinds, choices);
  checkControl("convertJob", control);
  const { format = formatOf(output), picture, labels, preprocessing: _mode, size: _size, ...exporting } = options;
  const foreign = foreignOption(exporting, format);
  if (foreign !== null) throw new OptionError(foreign.option, foreign.problem);
  const place = placeOfOutput(output, format);
  const inputs = [input, picture, typeof labels === "string" ? labels : undefined];
  // Of a folder, the file that names the others stands for them.
  await checkOutputs([["output", format === "tfjs" ? undefined : place]], inputs);
  const network = await openWithUse(input, options);
  try {
    control.signal?.throwIfAborted();
    const files = await exportNetwork(network, { format, ...exporting });
    const comparison = await readBack(network, files, {
      output,
      picture,
      names: exporting.names,
      isHalf: exporting.halfPrecision === true,
    });
    control.signal?.throwIfAborted();
    await whileLocked("output", place, () => writeExported(place, files));
    control.onEvent?.({ kind: "saved", what: "model", file: place });
    const paths = files.length === 1 ? [place] : files.map(({ name }) => fileIn(place, name));
    return { format, files: paths, ...comparison };
  } finally {
    await network.close();
  }
}

async function openWithUse(input: string, options: ConvertOptions): Promise<Network> {
  const network = await Network.load(input, shapeOfSize(options.size));
  network.record = checkRecord(
    await withUse(network.record, options, { outputs: network.outputs, file: input }),
    network,
    input,
  );
  return network;
}

interface ReadBack {
  readonly output: string;
  readonly picture: string | undefined;
  readonly names: WeightNames | undefined;
  readonly isHalf: boolean;
}

/** @throws OptionError if the name ends like none */
function formatOf(output: string): ExportFormat {
  const found = formatOfEnding(output);
  if ("problem" in found) throw new OptionError("format", found.problem);
  return found.format;
}

/** @throws LinnetError if what was written is not what it was made of: a fault of linnet's, found now rather than by the user */
async function readBack(
  network: Network,
  files: readonly ExportedFile[],
  { output, picture, names, isHalf }: ReadBack,
): Promise<Comparison> {
  const example = await exampleFor(network, picture);
  const written = await (names === undefined ? opened(files, output) : named(network, files, { names, output }));
  try {
    const comparison = await compareNetworks(network, written, example);
    const { difference, largest } = comparison;
    const most = isHalf ? MOST.half : (await isQuantized(network)) ? MOST.int8 : MOST.whole;
    if (difference <= most * Math.max(1, largest)) return comparison;
    throw new LinnetError(`its outputs differ by ${difference.toPrecision(2)}, of up to ${largest.toPrecision(2)}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${output}: the file would not be what its source is, so it is not written: ${reason}`);
  } finally {
    await written.close();
  }
}

async function opened([file, ...others]: readonly ExportedFile[], output: string): Promise<Network> {
  const siblings = async (name: string) => others.find((other) => other.name === name)?.bytes ?? null;
  const toOpen = { bytes: file!.bytes, file: output, siblings };
  return (await openNetwork(toOpen, (ends) => new Network(ends))).network;
}

/** The other program's network with the weights that are to be written for it. */
async function named(
  network: Network,
  [file]: readonly ExportedFile[],
  { names, output }: { readonly names: WeightNames; readonly output: string },
): Promise<Network> {
  const { tensors } = readSafetensors(file!.bytes, output);
  return networkByNames(network, names, { path: output, tensors });
}
