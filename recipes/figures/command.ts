// The command `npm run figures`: the papers' figures, drawn from what linnet computes and measures.

import { Argument, Command, Option } from "commander";
import { checkDrawing, writeDrawing, writeJson } from "../../src/cli/files.js";
import { interruptibly } from "../../src/cli/interrupt.js";
import { numberFor } from "../../src/cli/options/values.js";
import { checkOutputs } from "../../src/jobs/outputFile.js";
import type { Figure } from "./figures.js";
import { type FigureName, figureDescriptions, figureNames } from "./names.js";
import type { FigureOptions } from "./photographs.js";
import { readRecord, recordOf } from "./record.js";

interface FigureCommandOptions extends Omit<FigureOptions, "signal"> {
  readonly output?: string;
  readonly json?: string;
  readonly from?: string;
}

/** Reads the command's arguments, and draws the figure that they name. */
export function figuresCommand(): Command {
  return new Command("npm run figures --")
    .description("draw a figure of the papers from what linnet computes and measures; without a name, list them")
    .addArgument(new Argument("[name]", "which figure").choices(figureNames))
    .option("-o, --output <file>", "where the drawing goes, .svg or .png (default: NAME.svg)")
    .option("--json <file>", "write the numbers behind the drawing there")
    .addOption(
      new Option("--from <file>", "draw the numbers that --json wrote there, and measure nothing").conflicts("json"),
    )
    .option("--data <folder>", "photographs, a folder for each class; without it, faces are drawn")
    .option("--weights <file>", "ImageNet weights of MobileNetV2 1.0 (safetensors)")
    .option("--limit <number>", "use only so many photographs, of all classes alike", numberFor("limit", 10), 1600)
    .option("--seed <number>", "of what is random", numberFor("seed"), 42)
    .action((name: FigureName | undefined, options: FigureCommandOptions) =>
      name === undefined ? listFigures() : drawFigure(name, options),
    );
}

function listFigures(): void {
  const width = Math.max(...figureNames.map((name) => name.length));
  for (const name of figureNames) console.log(`${name.padEnd(width)}  ${figureDescriptions[name]}`);
}

async function drawFigure(name: FigureName, options: FigureCommandOptions): Promise<void> {
  const output = options.output ?? `${name}.svg`;
  checkDrawing("output", output);
  const inputs = [options.from, options.weights].filter((path) => path !== undefined);
  await checkOutputs(Object.entries({ output, json: options.json }), inputs);
  await interruptibly({
    message: "Stopping; no figure is written. Ctrl-C again quits at once.",
    work: async (signal) => {
      const { figures } = await import("./figures.js");
      const { measure, draw } = figures[name] as Figure<unknown>;
      const record =
        options.from === undefined
          ? recordOf(name, await measure({ ...options, signal }))
          : await readRecord(options.from, name);
      await writeDrawing(output, await draw(record.numbers));
      if (options.json !== undefined) await writeJson(options.json, record);
      console.log(`The figure is in ${output}.`);
    },
  });
}
