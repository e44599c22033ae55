// linnet prune: how far a trained model can be thinned out, with a little retraining at each sparsity.

import { type Command, Option } from "commander";
import { checkOutputs } from "../jobs/outputFile.js";
import { type PruneOptions, pruneDefaults } from "../jobs/prune/options.js";
import { fileOfLevel } from "../jobs/prune/pruneInLevels.js";
import { pruneJob } from "../jobs/prune/pruneJob.js";
import { sparsityChart } from "../report/sparsityChart.js";
import { checkDrawing, checkpointBeside, checkpointFor, writeChart, writeJson } from "./files.js";
import { givenOptions } from "./options/given.js";
import { addComputingOptions, addReadingOptions, strictOption } from "./options/photographOptions.js";
import { addNumbers, risingParts } from "./options/values.js";
import { runJob } from "./runJob.js";

interface PruneFiles {
  readonly output: string;
  readonly json?: string;
  readonly chart?: string;
  /** True for the checkpoint beside the output. */
  readonly resume?: true | string;
}

export function addPruneCommand(program: Command): void {
  const { epochs, batchSize, learningRate, sparsity } = pruneDefaults;
  const command = program
    .command("prune")
    .description(
      "set the weights nearest to 0 to 0, retrain the others, and report accuracy against sparsity. What the model was " +
        "trained on is retrained on; all else is held out",
    )
    .argument("<model>", "a model file that linnet has written")
    .argument("<folder>", "the photographs that it was trained on")
    .optionsGroup("Common options:")
    .addOption(
      new Option("--sparsity <parts>", "the parts of the weights that become 0, one after the other")
        .argParser(risingParts)
        .default(sparsity, sparsity.join(",")),
    )
    .option(
      "-o, --output <file>",
      "where the models go, their sparsity before the extension",
      "linnet-pruned.safetensors",
    )
    .option("--json <file>", "write the table there")
    .option("--chart <file>", "draw accuracy against sparsity there, .svg or .png")
    .option("--resume [file]", "go on with a pruning that was broken off; its checkpoint is beside the output")
    .optionsGroup("Retraining:")
    .option("--layers <names>", "what is pruned (default: pointwise convolutions and dense layers)", splitNames);
  const numbers = {
    epochs: "times to go through the photographs at each sparsity",
    batchSize: "photographs in a step",
    learningRate: "Adam's",
    limit: "retrain with only so many photographs",
  };
  addNumbers(command, numbers, { epochs, batchSize, learningRate }).addOption(strictOption());
  addReadingOptions(command);
  command.optionsGroup("Machine:");
  addComputingOptions(command);
  command.action(async (model: string, folder: string, { output, json, chart, resume }: PruneFiles) => {
    await runJob({
      command,
      showsEpochs: false,
      stopping: "Stopping after this step. Ctrl-C again quits at once.",
      nothing: "Stopped before anything was measured.",
      job: async (control) => {
        checkDrawing("chart", chart);
        const { json: _, chart: __, resume: ___, ...given } = givenOptions<PruneOptions & PruneFiles>(command);
        const checkpoint = checkpointFor(resume, checkpointBeside(output));
        const options = { ...given, output, checkpoint };
        const levels = (options.sparsity ?? sparsity).map((part) => ["output", fileOfLevel(output, part)] as const);
        await checkOutputs([...levels, ...Object.entries({ json, chart, resume: checkpoint.file })], [model], folder);
        const pruned = await pruneJob(model, folder, options, control);
        return { levels: pruned, options, interrupted: control.signal?.aborted === true };
      },
      finish: async ({ levels, options, interrupted }, howToGoOn) => {
        if (json !== undefined)
          await writeJson(json, { model, folder, options: { ...pruneDefaults, ...options }, levels, interrupted });
        if (chart !== undefined) await writeChart(chart, sparsityChart(levels));
        if (interrupted) howToGoOn();
      },
    });
  });
}

function splitNames(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}
