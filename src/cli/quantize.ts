// linnet quantize: a model of whole numbers, three to four times smaller.

import type { Command } from "commander";
import { checkOutputs } from "../jobs/outputFile.js";
import { type Quantized, type QuantizeOptions, quantizeJob } from "../jobs/quantize/quantizeJob.js";
import { plural } from "../report/text/lines.js";
import { printable } from "../report/text/printable.js";
import { writeJson } from "./files.js";
import { givenOptions } from "./options/given.js";
import { addComputingOptions, addReadingOptions } from "./options/photographOptions.js";
import { addUseOptions } from "./options/useOptions.js";
import { addNumbers } from "./options/values.js";
import { print } from "./print.js";
import { runJob } from "./runJob.js";

interface QuantizeFiles {
  readonly output: string;
  readonly json?: string;
}

export function addQuantizeCommand(program: Command): void {
  const command = program
    .command("quantize")
    .description(
      "make weights and activations whole numbers of eight bits: three to four times smaller, and faster. Photographs of what the " +
        "model will see show how large its numbers are",
    )
    .argument("<model>", "a model file of any format")
    .argument(
      "<folder>",
      "the photographs; where its folders are classes that the model knows, accuracy before and after is told",
    )
    .option("-o, --output <file>", "where the model goes, .safetensors, .tflite or .onnx", "linnet-int8.safetensors")
    .option("--no-compare", "without the accuracy of both on the photographs")
    .option("--json <file>", "write the figures there");
  addNumbers(command, { pictures: "how many of the photographs are looked at" }, { pictures: 100 });
  addReadingOptions(command);
  addUseOptions(command);
  addComputingOptions(command);
  command.action((model: string, folder: string, { output, json }: QuantizeFiles) =>
    runJob({
      command,
      stopping: "Stopping before anything is written. Ctrl-C again quits at once.",
      nothing: "Stopped: nothing is written.",
      job: async (control) => {
        await checkOutputs(Object.entries({ output, json }), [model], folder);
        const { json: _, ...options } = givenOptions<QuantizeOptions & QuantizeFiles>(command);
        return quantizeJob(model, folder, { ...options, output }, control);
      },
      finish: async (quantized) => {
        if (json !== undefined) await writeJson(json, quantized);
        printQuantized(quantized);
      },
    }),
  );
}

function printQuantized({ file, bytes, accuracy }: Quantized): void {
  const size = (count: number): string => `${(count / 1e6).toFixed(2)} MB`;
  print(`The model is in ${printable(file)}: ${size(bytes.after)} where it was ${size(bytes.before)}.`);
  if (accuracy === null) return;
  const { before, after, photographs, areUnseen } = accuracy;
  const which = areUnseen === true ? "that the model was not trained on" : "of the folder";
  const figures = `Accuracy ${after.toFixed(4)} where it was ${before.toFixed(4)}`;
  print(`${figures}, on ${plural(photographs, "photograph")} ${which}.`);
}
