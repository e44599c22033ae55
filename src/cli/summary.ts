// linnet summary: the layers of a model, their shapes, weights and multiply-adds.

import type { Command } from "commander";
import { summary } from "../model/summary.js";
import { mobileNetV2 } from "../models/mobilenetv2.js";
import { realNumber, wholeNumber } from "./options.js";
import { openModel } from "./predict.js";

interface SummaryOptions {
  readonly alpha: number;
  readonly size: number;
  readonly top: boolean;
}

export function addSummaryCommand(program: Command): void {
  program
    .command("summary")
    .description("list the layers of a model file, or of MobileNetV2")
    .argument("[model]", "a model file that linnet has written")
    .option("--alpha <number>", "MobileNetV2's width multiplier", realNumber({ least: 0.1, most: 2 }), 1)
    .option("--size <number>", "height and width of MobileNetV2's input", wholeNumber({ least: 32 }), 224)
    .option("--no-top", "MobileNetV2 without its classifier")
    .action(async (file: string | undefined, { alpha, size, top }: SummaryOptions) => {
      const model =
        file === undefined
          ? mobileNetV2({ alpha, inputShape: [size, size, 3], includeTop: top })
          : (await openModel(file, "reference")).model;
      console.log(summary(model));
    });
}
