// The search for a head: learning rate, hidden units and dropout, on features that the frozen base makes once.

import { resolveBackend } from "../../backends/index.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { chooseBase } from "../base/chooseBase.js";
import { openBase } from "../base/openBase.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { type Dataset, type PhotographSource, readDataset } from "../dataset/dataset.js";
import type { JobControl } from "../events.js";
import type { Examples } from "../features.js";
import { trainChoices, trainKinds } from "../jobOptions.js";
import { jobBackend } from "../machine.js";
import { OptionError } from "../optionError.js";
import { checkRecipe } from "../train/recipe.js";
import type { Candidate, Configuration } from "./configuration.js";
import { type HeadData, readHeadData } from "./headData.js";
import { headTrial, objectiveNames } from "./headTrial.js";
import { type TuneOptions, type TuneSettings, withTuneDefaults } from "./options.js";
import type { Score } from "./rung.js";
import { type HeadSearch, searchHeads } from "./searchHeads.js";
import type { Trial } from "./successiveHalving.js";

const { output: _, csv: __, checkpoint: ___, ...sharedKinds } = trainKinds;

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
 * out is looked at once, for the winner. The signal ends the search with the best so far.
 * @throws OptionError or LinnetError before any work if something is wrong with the options, the base or the photographs;
 * the signal's reason if it came before the first trial was measured
 */
export async function tuneJob(
  source: PhotographSource,
  options: TuneOptions = {},
  control: JobControl = {},
): Promise<Tuned> {
  checkJobOptions("tuneJob", options, tuneKinds, { ...trainChoices, objective: objectiveNames });
  checkControl("tuneJob", control);
  const settings = withTuneDefaults(options);
  checkRecipe(settings);
  const base = await chooseBase(settings, control);
  if (base.weights === null)
    throw new OptionError("fromScratch", "expected a base with weights, on whose features heads are tried");
  const opened = await openBase(base, settings.seed);
  const dataset = await readDataset(source, settings, control);
  const data = await readHeadData(dataset, { settings, opened }, control);
  const started = performance.now();
  const search = await searchHeads(data, settings, control);
  const seconds = (performance.now() - started) / 1000;
  const winner = search.best;
  if (winner === null) throw control.signal?.reason;
  const heldOut = search.interrupted ? null : await heldOutScore(data, settings, winner.candidate.configuration);
  return { search, winner, heldOut, photographs: countPhotographs(data), dataset, settings, seconds };
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
