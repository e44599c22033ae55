// What `ImageClassifier.load` does, apart from it: a page that gives a network numbers does not load it.

import type { FileToOpen } from "../../formats/opened.js";
import type { openPrepared as OpenPrepared, PrepareOptions } from "../../model/loadPrepared.js";
import { type ModelSource, readModelSource } from "../../model/modelSource.js";
import { Network } from "../../model/network.js";
import type { NetworkEnds } from "../../model/networkConfig.js";
import { checkRecord, type NetworkRecord } from "../../model/networkFile.js";
import { openNetwork } from "../../model/openNetwork.js";
import { shapeOfSize } from "../../model/shapeOfSize.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { checkJobOptions } from "../checkJob.js";
import { type UseOptions, useChoices, useKinds, withUse } from "../givenUse.js";
import { jobBackend, type MachineOptions, machineKinds } from "../machine.js";
import { type ReadingOptions, readingKinds, readingOf } from "../reading.js";
import type { ClassifierParts } from "./classifierParts.js";

export interface LoadOptions extends MachineOptions, ReadingOptions, UseOptions, Pick<PrepareOptions, "prepare"> {}

const kinds: OptionKinds<LoadOptions> = { ...machineKinds, ...readingKinds, ...useKinds, prepare: "number" };

/** @throws as `ImageClassifier.load` does */
export async function openClassifier(source: ModelSource, options: LoadOptions): Promise<ClassifierParts> {
  checkJobOptions("ImageClassifier.load", options, kinds, useChoices);
  const early = options.prepare === undefined ? null : await import("../../model/loadPrepared.js");
  const opened = early?.beginModelSource(source) ?? readModelSource(source, "model", true);
  return classifierOf(await opened, options, early?.openPrepared);
}

/** @throws as `ImageClassifier.load` does */
export async function classifierOf(
  opened: FileToOpen,
  options: LoadOptions,
  openPrepared?: typeof OpenPrepared,
): Promise<ClassifierParts> {
  const backend = jobBackend(options);
  const shape = shapeOfSize(options.size);
  const make = (ends: NetworkEnds) => new Network(ends);
  const { network, record } = await (openPrepared?.(opened, make, { ...shape, prepare: options.prepare!, backend }) ??
    openNetwork(opened, make, shape));
  network.useBackend(backend);
  const { file } = opened;
  const given = await withUse(record, options, { outputs: network.outputs, file });
  const used = await completed(checkRecord(given, network, file), network, file);
  return { ...used, network, reading: readingOf(options) };
}

async function completed(
  record: NetworkRecord,
  network: Network,
  file: string,
): Promise<Omit<ClassifierParts, "network">> {
  const { classes, preprocessing, training = {} } = record;
  if (classes !== undefined && preprocessing !== undefined) return { record: { classes, preprocessing, training } };
  const { assumeUse } = await import("../assumedUse.js");
  return assumeUse(record, network, file);
}
