// A classifier of whole numbers, made of one of real numbers and photographs of what it will see.

import type { PictureSource } from "../../data/pictureSource.js";
import { listFolder } from "../../platform/index.js";
import { pickEvenly } from "../../quantize/pickEvenly.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkJobOptions, controlKinds } from "../checkJob.js";
import { type ClassifierParts, checkParts } from "../classifier/classifierParts.js";
import { openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import type { JobControl } from "../events.js";
import { jobBackend, type MachineOptions, machineKinds } from "../machine.js";
import { picturesOf } from "../picturesOf.js";
import { type ReadingOptions, readingKinds, readingOf } from "../reading.js";
import { quantizingOptions, readExamples } from "./examples.js";

export interface QuantizeClassifierOptions extends MachineOptions, ReadingOptions {
  /** How many photographs, of all classes alike, show how large the network's values are. Default: 100. */
  readonly pictures?: number;
}

export const quantizeKinds: OptionKinds<QuantizeClassifierOptions> = {
  ...machineKinds,
  ...readingKinds,
  pictures: "number",
};

/**
 * The classifier, its network quantized as `quantizeNetwork` does.
 * @param source photographs of what it will see: their classes do not matter, and a folder may hold them without folders
 * @throws LinnetError if there are no photographs, or the network cannot be quantized; the signal's reason, once it is given
 */
export async function quantizeClassifier(
  parts: ClassifierParts,
  source: PhotographSource,
  options: QuantizeClassifierOptions & JobControl = {},
): Promise<ClassifierParts> {
  checkParts("quantize", parts);
  checkJobOptions("quantize", options, { ...quantizeKinds, ...controlKinds });
  const { network, record, reading } = parts;
  const { pictures = 100 } = options;
  if (network.inputs.length > 1) throw new LinnetError("quantize: expected a network with one input, of pictures");
  const taker = { inputShape: network.inputShape, preprocessing: record.preprocessing };
  const sources = pickEvenly(await sourcesOf(source), pictures);
  const examples = await readExamples(taker, sources, { ...reading, ...readingOf(options) }, options);
  const { quantizeNetwork } = await import("../../quantize/quantizeNetwork.js");
  const quantized = await quantizeNetwork(network, examples, quantizingOptions(jobBackend(options), options));
  quantized.record = { ...record };
  quantized.useBackend(jobBackend(options));
  return { ...parts, network: quantized };
}

async function sourcesOf(source: PhotographSource): Promise<readonly PictureSource[]> {
  if (typeof source !== "string") return (await openPhotographs(source)).sources;
  await listFolder(source).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${source}: expected a folder of photographs, which could not be read (${reason})`);
  });
  return (await picturesOf([source])).files;
}
