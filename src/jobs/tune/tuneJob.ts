// The search for a head: learning rate, hidden units and dropout, on features that the frozen base makes once.

import { resolveBackend } from "../../backends/index.js";
import { withDigest } from "../../formats/safetensors/digest.js";
import type { Network } from "../../model/network.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { chooseBase } from "../base/chooseBase.js";
import { openBase } from "../base/openBase.js";
import { checkBasePrecision, inBasePrecision } from "../base/quantizedBase.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { type Dataset, type PhotographSource, readDataset } from "../dataset/dataset.js";
import type { JobControl } from "../events.js";
import type { Examples } from "../features.js";
import { checkpointKinds, trainChoices, trainKinds } from "../jobOptions.js";
import { jobBackend } from "../machine.js";
import { OptionError } from "../optionError.js";
import { checkOutputs, whileLocked } from "../outputFile.js";
import { ProgressFile } from "../progressFile.js";
import { checkRecipe } from "../train/recipe.js";
import { describePhotographs, identityOf, PHOTOGRAPHS } from "../train/resume.js";
import type { Candidate, Configuration } from "./configuration.js";
import { type HeadData, readHeadData, type TuneRun } from "./headData.js";
import { headTrial, objectiveNames } from "./headTrial.js";
import { type TuneOptions, type TuneSettings, withTuneDefaults } from "./options.js";
import type { Score } from "./rung.js";
import { type HeadSearch, type KeptScore, searchHeads } from "./searchHeads.js";
import type { Trial } from "./successiveHalving.js";

const { output: _, csv: __, ...sharedKinds } = trainKinds;

const tuneKinds: OptionKinds<TuneOptions> = {
  ...sharedKinds,
  trials: "number",
  factor: "number",
  objective: "string",
  validationSize: "number",
};

export interface Tuned {
  readonly search: HeadSearch;
  readonly winner: Trial<Candidate, Score>;
  /** The winner's, trained on the whole training side; null if the search was interrupted. */
  readonly heldOut: Score | null;
  /** How many photographs each part has. */
  readonly photographs: { readonly [Part in keyof HeadData]: number };
  readonly dataset: Dataset;
  readonly settings: TuneSettings;
  /** Of the trials alone. */
  readonly seconds: number;
}

/**
 * Searches by successive halving (arXiv 1502.07943): trials are measured on a part of the training side, and what is held
 * out is looked at once, for the winner. The signal ends the search with the best so far. With a checkpoint, what trials came to is kept, and a
 * search that was broken off goes on to the same winner.
 * @throws OptionError or LinnetError before any work if something is wrong with the options, the base or the photographs;
 * the signal's reason if it came before the first trial was measured
 */
export async function tuneJob(
  source: PhotographSource,
  options: TuneOptions = {},
  control: JobControl = {},
): Promise<Tuned> {
  checkJobOptions("tuneJob", options, tuneKinds, { ...trainChoices, objective: objectiveNames });
  if (options.checkpoint !== undefined) checkJobOptions("checkpoint", options.checkpoint, checkpointKinds);
  checkControl("tuneJob", control);
  const settings = withTuneDefaults(options);
  checkRecipe(settings);
  const file = settings.checkpoint?.file;
  await checkOutputs([["checkpoint", file]], [settings.weights, settings.base], source);
  return whileLocked("checkpoint", file, () => tune(source, settings, control));
}

async function tune(source: PhotographSource, settings: TuneSettings, control: JobControl): Promise<Tuned> {
  const base = await chooseBase(settings, control);
  const found = await openBase(base, settings);
  if (!found.pretrained)
    throw new OptionError("fromScratch", "expected a base with weights, on whose features heads are tried");
  await checkBasePrecision(settings, found);
  const dataset = await readDataset(source, settings, control);
  const opened = await inBasePrecision(found, dataset, settings, control);
  const identity = {
    ...identityOf({ settings, base }),
    [PHOTOGRAPHS]: await describePhotographs(dataset),
    "the base's weights": weightsDigest(opened.base),
  };
  const progress = await ProgressFile.open<KeptScore>(settings.checkpoint, { identity, what: "trial" }, control);
  const tellStopped = (): void => progress.tellStopped(control);
  const tuned = await searchAndMeasure(dataset, { settings, opened }, progress, control).catch((error: unknown) => {
    tellStopped();
    throw error;
  });
  if (tuned.search.interrupted) tellStopped();
  else await progress.remove();
  return tuned;
}

async function searchAndMeasure(
  dataset: Dataset,
  run: TuneRun,
  progress: ProgressFile<KeptScore>,
  control: JobControl,
): Promise<Tuned> {
  const { settings } = run;
  const data = await readHeadData(dataset, run, control);
  const started = performance.now();
  const search = await searchHeads(data, settings, { ...control, progress });
  const seconds = (performance.now() - started) / 1000;
  const winner = search.best;
  if (winner === null) throw control.signal?.reason;
  const heldOut = search.interrupted ? null : await heldOutScore(data, settings, winner.candidate.configuration);
  return { search, winner, heldOut, photographs: countPhotographs(data), dataset, settings, seconds };
}

function weightsDigest(base: Network): string {
  return withDigest(base.getWeights(), {}).digest!;
}

function countPhotographs({ training, validation, trainingSide, heldOut }: HeadData): Tuned["photographs"] {
  const count = ({ x }: Examples): number => x.shape[0]!;
  return {
    training: count(training),
    validation: count(validation),
    trainingSide: count(trainingSide),
    heldOut: count(heldOut),
  };
}

/** Trains the winner on the whole training side, as a training job does, and measures it on what was held out. */
async function heldOutScore(
  { trainingSide, heldOut }: HeadData,
  settings: TuneSettings,
  configuration: Configuration,
): Promise<Score> {
  const train = await headTrial({
    options: { ...settings, ...configuration },
    training: trainingSide,
    validation: heldOut,
    backend: await resolveBackend(jobBackend(settings)),
    callbacks: [],
  });
  return train({ from: 0, to: settings.epochs });
}
