// linnet train: the tutorial's job on a folder of labeled photographs, or on the drawn sample.

import type { Command } from "commander";
import type { JobControl } from "../jobs/events.js";
import { checkOutputs } from "../jobs/outputFile.js";
import { openSample, sampleOptions } from "../jobs/sample/drawnFaces.js";
import type { TrainOptions } from "../jobs/train/options.js";
import { type Trained, trainJob } from "../jobs/train/trainJob.js";
import { describeEvaluation } from "../report/text/evaluationText.js";
import { describeRandomSplit } from "../report/text/randomSplitText.js";
import { checkDrawing, checkpointBeside, checkpointFor, reportBeside } from "./files.js";
import { givenOptions } from "./options/given.js";
import { addTrainOptions, type TrainFiles } from "./options/trainOptions.js";
import { print, printRaw, tell } from "./print.js";
import { runJob } from "./runJob.js";

const ADVICE = `
These faces are drawn. To train on photographs of your own, with ImageNet weights:
  linnet train FOLDER --weights imagenet
where FOLDER holds one folder of photographs for each class.`;

type Given = Omit<TrainOptions, "output" | "checkpoint"> & TrainFiles;

export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .description("train a classifier on a folder that holds a folder of photographs for each class")
    .argument("[folder]", "the photographs; without it, a sample of faces is drawn and trained on");
  addTrainOptions(command);
  command.action(async (folder: string | undefined, { output, checkpointSeconds: everySeconds }: TrainFiles) => {
    const { plot, report: wanted, resume, checkpointSeconds: _, ...given } = givenOptions<Given>(command);
    const report = wanted === false ? undefined : (wanted ?? reportBeside(output));
    const checkpoint = { ...checkpointFor(resume, checkpointBeside(output)), everySeconds };
    const options: TrainOptions = { ...given, output, checkpoint };
    await runJob({
      command,
      stopping:
        "Stopping after this step; the run and the model as they are will be saved. Ctrl-C again quits at once.",
      nothing: "Stopped before the first step: there is nothing to save.",
      job: async (control) => {
        checkDrawing("plot", plot);
        const { csv, weights, base } = given;
        const outputs = Object.entries({ output, report, plot, csv, resume: checkpoint.file });
        await checkOutputs(outputs, [weights, base], folder);
        return folder === undefined ? trainOnSample(options, control) : trainJob(folder, options, control);
      },
      finish: async (trained, howToGoOn) => {
        printTrained(trained, output);
        if (trained.interrupted) {
          tell("Stopped before the last epoch.");
          return howToGoOn();
        }
        const randomSplit = describeRandomSplit(trained);
        if (randomSplit !== null) print(randomSplit);
        if (plot !== undefined || report !== undefined) {
          const { writeReports } = await import("./writeReports.js");
          await writeReports(trained, { plot, report });
        }
        if (folder === undefined) print(ADVICE);
      },
    });
  });
}

async function trainOnSample(options: TrainOptions, control: JobControl): Promise<Trained> {
  return trainJob(await openSample(control), sampleOptions(options), control);
}

function printTrained({ heldOut, seconds }: Trained, output: string): void {
  printRaw(`\n${describeEvaluation(heldOut)}\n`);
  print(`Held-out accuracy ${heldOut.accuracy.toFixed(4)} after ${seconds.toFixed(1)} s.`, "bold");
  print(`The model is in ${output}.`);
}
