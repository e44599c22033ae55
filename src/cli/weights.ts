// linnet weights: which ImageNet weights there are, and how they come into the cache folder.

import type { Command } from "commander";
import { weightsFolder } from "../jobs/base/weightFiles.js";
import { listWeights } from "../jobs/weights/listWeights.js";
import type { WeightsOptions } from "../jobs/weights/wantedWeights.js";
import { weightsJob } from "../jobs/weights/weightsJob.js";
import { describeCached, describeWeights, weightsNotes } from "../report/text/weightsText.js";
import { addShape } from "./options/baseOptions.js";
import { print, printRaw } from "./print.js";
import { runJob } from "./runJob.js";

interface GetOptions extends Pick<WeightsOptions, "alpha" | "size"> {
  readonly top: boolean;
}

export function addWeightsCommand(program: Command): void {
  const weights = program
    .command("weights")
    .description("list ImageNet weights, and download them into the cache folder");
  weights.command("list", { isDefault: true }).description("list the weights that there are").action(list);
  const get = weights
    .command("get")
    .description("download weights, unless they are in the cache folder; one that was broken off goes on")
    .argument("<network>", "as linnet weights list has it, or imagenet for linnet's first choice");
  addShape(get);
  get.option("--top", "with the classifier of 1000 classes, which a base does not need", false);
  get.action((network: WeightsOptions["network"], { top, ...shape }: GetOptions) =>
    runJob({
      command: get,
      stopping: "Stopping; what has come stays. Ctrl-C again quits at once.",
      nothing: "Stopped. The same command goes on with the download.",
      job: (control) => weightsJob({ network, ...shape, includeTop: top }, control),
      finish: (got) => print(describeCached(got)),
    }),
  );
  for (const command of weights.commands) command.showHelpAfterError(`see linnet weights ${command.name()} --help`);
}

async function list(): Promise<void> {
  const listed = await listWeights();
  printRaw(describeWeights(listed));
  print(weightsNotes(listed, weightsFolder() ?? "none"));
}
