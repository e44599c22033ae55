// What heads are trained and measured on: the features of photographs, in three parts.

import { trainTestSplit } from "../../data/split.js";
import type { OpenedBase } from "../base/openedBase.js";
import { featureNetwork } from "../base/transferModel.js";
import type { Dataset } from "../dataset/dataset.js";
import { leftOutEvents } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";
import { type Examples, photographFeatures, selectRows } from "../features.js";
import { jobBackend } from "../machine.js";
import { openPictures } from "../openPictures.js";
import { readingOf } from "../reading.js";
import type { TuneSettings } from "./options.js";

export interface HeadData {
  /** What trials are trained on, and measured on: together the training side. */
  readonly training: Examples;
  readonly validation: Examples;
  /** The training side in the order in which a training job has it. */
  readonly trainingSide: Examples;
  readonly heldOut: Examples;
}

/** A search with everything decided. */
export interface TuneRun {
  readonly settings: TuneSettings;
  readonly opened: OpenedBase;
}

/** Runs the frozen base once on every photograph. @throws the signal's reason, once it is given */
export async function readHeadData(dataset: Dataset, run: TuneRun, control: JobControl): Promise<HeadData> {
  const { split, labels, groups } = dataset;
  const rows = await featuresOfBase(dataset, run, control);
  const own = Array.from(split.train).filter((index) => rows.has(index));
  const parts = trainTestSplit(own.length, {
    testSize: run.settings.validationSize,
    stratify: own.map((index) => labels[index]!),
    ...(groups !== null && { groups: own.map((index) => groups[index]!) }),
    seed: run.settings.seed,
  });
  const select = (places: Uint32Array): Examples =>
    selectRows(
      rows,
      Array.from(places, (place) => own[place]!),
      dataset,
    );
  return {
    training: select(parts.train),
    validation: select(parts.test),
    trainingSide: selectRows(rows, own, dataset),
    heldOut: selectRows(rows, split.test, dataset),
  };
}

async function featuresOfBase(
  { sources }: Dataset,
  { settings, opened }: TuneRun,
  control: JobControl,
): Promise<Map<number, Float32Array>> {
  const { batchSize, strict } = settings;
  const { base, preprocessing } = opened;
  const network = featureNetwork(base);
  network.useBackend(jobBackend(settings));
  const taker = { inputShape: network.inputShape, preprocessing };
  const loader = openPictures(taker, sources, { batchSize, strict, ...readingOf(settings) });
  try {
    const rows = await photographFeatures(network, loader, sources.length, control);
    for (const event of leftOutEvents(loader)) control.onEvent?.(event);
    return rows;
  } finally {
    await loader.close();
    await network.close();
  }
}
