// linnet prune: how far a trained model can be thinned out, with a little retraining at each sparsity.

import type { Command } from "commander";
import { checkDrawing, writeDrawing } from "./drawingFile.js";
import { modelLabels } from "./evaluate.js";
import { interruptibly } from "./interrupt.js";
import { backendOption, realNumber, risingParts, wholeNumber } from "./options.js";
import { checkOutput, writeJson } from "./outputFile.js";
import { loaderFor, openModel } from "./predict.js";
import { describeLevel, levelHeader } from "./pruning/levelText.js";
import type { PruneOptions } from "./pruning/options.js";
import { fileOfLevel, type Level, pruneInLevels } from "./pruning/pruneInLevels.js";
import { recordedSplit } from "./pruning/recordedSplit.js";
import { sparsityChart } from "./pruning/sparsityChart.js";
import { describeDataset, readDataset } from "./training/dataset.js";
import { CACHE_BYTES } from "./training/loaders.js";
import { printLeftOut } from "./training/report.js";

export function addPruneCommand(program: Command): void {
  program
    .command("prune")
    .description(
      "set the weights nearest to 0 to 0, retrain the others, and report accuracy against sparsity; the photographs that " +
        "the model's training held out are held out here too",
    )
    .argument("<model>", "a model file that linnet has written")
    .argument("<folder>", "the photographs that it was trained on")
    .option(
      "--sparsity <parts>",
      "the parts of the weights that become 0, one after the other",
      risingParts,
      [0.5, 0.7, 0.8, 0.9],
    )
    .option("--layers <names>", "layers to prune, with commas; all pointwise convolutions and dense layers", splitNames)
    .option("--epochs <number>", "times to go through the photographs at each sparsity", wholeNumber({ least: 1 }), 4)
    .option("--batch-size <number>", "photographs in a step", wholeNumber({ least: 1 }), 32)
    .option("--learning-rate <number>", "Adam's", realNumber({ least: 0 }), 5e-4)
    .option("--limit <number>", "retrain with only so many photographs", wholeNumber({ least: 1 }))
    .option("--threads <number>", "threads that decode", wholeNumber({ least: 0 }))
    .addOption(backendOption())
    .option("--strict", "stop at a photograph that cannot be read, instead of leaving it out", false)
    .option(
      "-o, --output <file>",
      "where the models go, their sparsity before the extension",
      "linnet-pruned.safetensors",
    )
    .option("--json <file>", "write the table there")
    .option("--chart <file>", "draw accuracy against sparsity there, .svg or .png")
    .action(prune);
}

function splitNames(text: string): string[] {
  return text.split(",").map((name) => name.trim());
}

async function prune(path: string, folder: string, options: PruneOptions): Promise<void> {
  for (const sparsity of options.sparsity) await checkOutput("--output", fileOfLevel(options.output, sparsity));
  if (options.json !== undefined) await checkOutput("--json", options.json);
  if (options.chart !== undefined) await checkDrawing("--chart", options.chart);
  await interruptibly({
    message: "Stopping after this step. Ctrl-C again quits at once.",
    work: async (signal) => {
      const levels = await pruneFile(path, folder, { options, signal });
      await report({ model: path, folder, options, levels, interrupted: signal.aborted });
      if (signal.aborted) console.log(describeRest(levels, folder, options));
    },
  });
}

interface PruneRun {
  readonly options: PruneOptions;
  readonly signal: AbortSignal;
}

async function pruneFile(path: string, root: string, { options, signal }: PruneRun): Promise<Level[]> {
  const { model, record } = await openModel(path, options.backend);
  const { threads, strict, batchSize } = options;
  const own = threads === undefined ? {} : { threads };
  const found = await readDataset(root, { ...recordedSplit(record.training), ...own, signal });
  console.log(`${describeDataset(found)}\n\n${levelHeader}`);
  const names = modelLabels(found.classes, record.classes, root);
  const dataset = { ...found, classes: record.classes, labels: found.labels.map((label) => names[label]!) };
  const loader = loaderFor(model, record, dataset.files, { ...own, strict, batchSize, cacheBytes: CACHE_BYTES });
  try {
    const onLevel = (level: Level): void => console.log(describeLevel(level));
    return await pruneInLevels({ model, record, path, dataset, loader, options, signal, onLevel });
  } finally {
    printLeftOut(loader);
    await loader.close();
    await model.close();
  }
}

interface PruneRecord {
  readonly model: string;
  readonly folder: string;
  readonly options: PruneOptions;
  readonly levels: readonly Level[];
  readonly interrupted: boolean;
}

/** The table as JSON and as a chart, where they were asked for. */
async function report(record: PruneRecord): Promise<void> {
  const { json, chart } = record.options;
  if (json !== undefined) await writeJson(json, record);
  if (chart === undefined) return;
  const { drawChart } = await import("../report/chart.js");
  await writeDrawing(chart, await drawChart(sparsityChart(record.levels)));
}

/** What is saved, and how to go on. */
function describeRest(levels: readonly Level[], folder: string, { sparsity }: PruneOptions): string {
  const last = levels.at(-1)!;
  const rest = sparsity.filter((one) => one > (last.sparsity ?? -1));
  if (rest.length === 0) return "All sparsities were done.";
  const command = `npx linnet prune ${last.file} ${folder} --sparsity ${rest.join(",")}`;
  return `Stopped. To go on, with the other options as they were: ${command}`;
}
