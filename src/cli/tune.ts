// linnet tune: the learning rate, head width and dropout that suit a folder, by successive halving on kept features.

import { type Command, Option } from "commander";
import { checkOutputs } from "../jobs/outputFile.js";
import { trainDefaults } from "../jobs/train/options.js";
import { objectiveNames } from "../jobs/tune/headTrial.js";
import { type TuneOptions, tuneDefaults } from "../jobs/tune/options.js";
import { type Tuned, tuneJob } from "../jobs/tune/tuneJob.js";
import { tuneRecord } from "../jobs/tune/tuneRecord.js";
import { describeWinner } from "../report/text/tuneText.js";
import { checkpointFor, writeJson } from "./files.js";
import { addBaseOptions } from "./options/baseOptions.js";
import { flagOf, givenOptions, isGiven } from "./options/given.js";
import { addMachineOptions, addPhotographOptions } from "./options/photographOptions.js";
import { addRecipeOptions } from "./options/recipeOptions.js";
import { addNumbers } from "./options/values.js";
import { quote, wrapCommand } from "./ownCommand.js";
import { print, printRaw } from "./print.js";
import { runJob } from "./runJob.js";

/** Those that `linnet train` does not have, or that the winner decides. */
const OWN = new Set(["trials", "epochs", "factor", "objective", "validationSize", "json", "resume"]);

/** Where a search is kept, until it is done. */
const CHECKPOINT = "linnet-tune.checkpoint.safetensors";

interface TuneFiles {
  readonly json?: string;
  /** True for the checkpoint in this folder. */
  readonly resume?: true | string;
}

export function addTuneCommand(program: Command): void {
  const { trials, factor, objective, validationSize } = tuneDefaults;
  const command = program
    .command("tune")
    .description(
      "search the learning rate, the head's width and its dropout, on features that the frozen base makes once. Trials " +
        "are measured on a part of the training side; the held-out part is looked at once, for the winner",
    )
    .argument("<folder>", "the photographs: a folder that holds a folder for each class");
  const numbers = {
    trials: "random configurations in the first rung",
    epochs: "times that the last rung goes through the photographs",
    factor: "one trial in so many goes on to the next rung",
    validationSize: "the part of the training side that trials are measured on",
  };
  const { epochs } = trainDefaults;
  addNumbers(command.optionsGroup("Common options:"), numbers, { trials, epochs, factor, validationSize })
    .addOption(
      new Option("--objective <name>", "what trials are ranked by; the other figure decides between equal ones")
        .choices([...objectiveNames])
        .default(objective),
    )
    .option("--json <file>", "write rungs, winner and command there")
    .option("--resume [file]", `go on with a search that was broken off (default: ${CHECKPOINT})`);
  addBaseOptions(command);
  addPhotographOptions(command);
  addRecipeOptions(command);
  addMachineOptions(command);
  command.action(async (folder: string, { json, resume }: TuneFiles) => {
    await runJob({
      command,
      stopping: "Stopping after this step, with the best so far. Ctrl-C again quits at once.",
      nothing: "Stopped before the first trial was measured: there is nothing to report.",
      job: async (control) => {
        const { json: _, resume: __, ...options } = givenOptions<TuneOptions & TuneFiles>(command);
        const checkpoint = checkpointFor(resume, CHECKPOINT);
        await checkOutputs(Object.entries({ json, resume: checkpoint.file }), [options.weights, options.base], folder);
        return tuneJob(folder, { ...options, checkpoint }, control);
      },
      finish: async (tuned, howToGoOn) => {
        const words = trainCommand(command, tuned);
        print(`\n${describeWinner(tuned)}\nTo train it:`);
        printRaw(wrapCommand(words));
        if (json !== undefined) await writeJson(json, { folder, ...tuneRecord(tuned), command: words.join(" ") });
        if (tuned.search.interrupted) howToGoOn();
      },
    });
  });
}

/** The `linnet train` that trains the winner, with all that `tune` was told. */
function trainCommand(tune: Command, { winner, settings }: Tuned): string[] {
  const given = tune.options
    .filter((option) => !OWN.has(option.attributeName()) && isGiven(tune, option))
    .flatMap((option) => {
      const value = tune.getOptionValue(option.attributeName());
      return value === true ? [option.long!] : [`${option.long} ${quote(String(value))}`];
    });
  const own = { epochs: settings.epochs, ...winner.candidate.configuration };
  const searched = Object.entries(own).map(([name, value]) => `${flagOf(name)} ${value}`);
  return ["npx linnet train", quote(tune.processedArgs[0] as string), ...given, "--no-augment", ...searched];
}
