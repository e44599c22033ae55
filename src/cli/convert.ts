// linnet convert: a model from a file of one format to a file of another.

import { type Command, Option } from "commander";
import { type ConvertOptions, convertJob } from "../jobs/convert/convertJob.js";
import { exportFormats } from "../model/exportFormats.js";
import { weightNames } from "../model/otherNames.js";
import { describeConverted } from "../report/text/convertedText.js";
import { givenOptions } from "./options/given.js";
import { addUseOptions } from "./options/useOptions.js";
import { print } from "./print.js";
import { runJob } from "./runJob.js";

export function addConvertCommand(program: Command): void {
  const command = program
    .command("convert")
    .description("write the model of a file in another program's format, and compare the two")
    .argument("<in>", "a model file of any format")
    .argument("<out>", "where the model goes; for TensorFlow.js a folder, as out/")
    .addOption(
      new Option("--format <name>", "what to write (default: the format that the name of OUT ends like)").choices([
        ...exportFormats,
      ]),
    )
    .option("--half-precision", "store weights in 16 bits, in ONNX and TensorFlow Lite")
    .addOption(
      new Option("--names <program>", "weights alone, with a program's names, in safetensors").choices([
        ...Object.keys(weightNames),
      ]),
    )
    .option("--no-include-preprocessing", "leave out the layer that brings pixels to the network's range, in Keras")
    .option("--picture <file>", "a photograph with which the two are compared (default: random pixels)");
  addUseOptions(command);
  command.action((input: string, output: string) =>
    runJob({
      command,
      stopping: "Stopping before anything is written. Ctrl-C again quits at once.",
      nothing: "Stopped: nothing is written.",
      job: (control) => convertJob(input, output, givenOptions<ConvertOptions>(command), control),
      finish: (converted) => print(describeConverted(converted)),
    }),
  );
}
