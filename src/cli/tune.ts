// linnet tune: the learning rate, head width and dropout that suit a folder, by successive halving on kept features.

import { type Command, Option } from "commander";
import { interruptibly } from "./interrupt.js";
import { realNumber, wholeNumber } from "./options.js";
import { checkOutput, writeJson } from "./outputFile.js";
import { describeDataset, readDataset } from "./training/dataset.js";
import type { TrainOptions } from "./training/options.js";
import { checkRecipe } from "./training/recipe.js";
import { readHeadData } from "./tuning/headData.js";
import { type Objective, objectiveNames } from "./tuning/headTrial.js";
import { searchHeads } from "./tuning/searchHeads.js";
import { addSharedOptions, trainCommand } from "./tuning/sharedOptions.js";
import { countPhotographs, describeWinner, type Found, heldOutScore, recordOf } from "./tuning/winner.js";

interface TuneOptions {
  readonly trials: number;
  readonly factor: number;
  readonly objective: Objective;
  readonly validationSize: number;
  readonly json?: string;
}

/** @param program already has `train`, some of whose options are this command's too */
export function addTuneCommand(program: Command): void {
  const train = program.commands.find((command) => command.name() === "train")!;
  const tune = program
    .command("tune")
    .description(
      "search the learning rate, the head's width and its dropout, on features that the frozen base makes once. Trials " +
        "are measured on a part of the training side; the held-out part is looked at once, for the winner",
    )
    .argument("<folder>", "the photographs: a folder that holds a folder for each class")
    .option("--trials <number>", "random configurations in the first rung", wholeNumber({ least: 1 }), 27)
    .option("--epochs <number>", "times that the last rung goes through them", wholeNumber({ least: 1 }), 20)
    .option("--factor <number>", "one trial in so many goes on to the next rung", wholeNumber({ least: 2 }), 3)
    .addOption(
      new Option("--objective <name>", "what trials are ranked by; the other figure decides between equal ones")
        .choices([...objectiveNames])
        .default("loss" satisfies Objective),
    )
    .option(
      "--validation-size <number>",
      "the part of the training side that trials are measured on",
      realNumber({ least: 0.01, most: 0.99 }),
      0.2,
    )
    .option("--json <file>", "write rungs, winner and command there");
  addSharedOptions(tune, train);
  tune.action((folder: string, options: TuneOptions & TrainOptions) =>
    search(tune, folder, { ...train.opts<TrainOptions>(), ...options, augment: false }),
  );
}

async function search(tune: Command, folder: string, options: TuneOptions & TrainOptions): Promise<void> {
  const { json } = options;
  checkRecipe(options);
  if (json !== undefined) await checkOutput("--json", json);
  await interruptibly({
    message: "Stopping after this step, with the best so far. Ctrl-C again quits at once.",
    work: async (signal) => {
      const found = await searchFolder(folder, options, signal);
      const command = trainCommand(tune, found.winner.candidate.configuration);
      console.log(`\n${describeWinner(found, command)}`);
      if (json !== undefined) await writeJson(json, recordOf(found, { folder, options, command }));
    },
    stopped: async () => console.error("Stopped before the first trial was measured: there is nothing to report."),
  });
}

async function searchFolder(folder: string, options: TuneOptions & TrainOptions, signal: AbortSignal): Promise<Found> {
  const dataset = await readDataset(folder, { ...options, signal });
  console.log(describeDataset(dataset));
  const data = await readHeadData(dataset, { options, validationSize: options.validationSize, signal });
  const started = performance.now();
  const result = await searchHeads(data, { ...options, options, signal });
  const seconds = (performance.now() - started) / 1000;
  const winner = result.best;
  if (winner === null) throw signal.reason;
  const heldOut = result.interrupted ? null : await heldOutScore(data, options, winner.candidate.configuration);
  return { search: result, winner, heldOut, photographs: countPhotographs(data), seconds };
}
