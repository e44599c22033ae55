// linnet summary: the layers of a model, their shapes, weights and multiply-adds; or the tensors of weights alone.

import type { Command } from "commander";
import { type NamedNetworkOptions, namedNetwork } from "../jobs/base/namedNetwork.js";
import { fileContents } from "../model/fileContents.js";
import { shapeOfSize } from "../model/shapeOfSize.js";
import { summary } from "../model/summary.js";
import { tensorsText } from "../report/text/tensorsText.js";
import { addNetworkOptions } from "./options/baseOptions.js";
import { givenOptions } from "./options/given.js";
import { printRaw } from "./print.js";

export function addSummaryCommand(program: Command): void {
  const command = program
    .command("summary")
    .description("list the layers of a model file, or of a network by its name")
    .argument("[model]", "a file of a model or of weights, of any format");
  addNetworkOptions(command);
  command.option("--no-top", "without its classifier");
  command.action(async (file: string | undefined, { top }: { readonly top: boolean }) => {
    const contents =
      file === undefined
        ? { network: await namedNetwork({ ...givenOptions<NamedNetworkOptions>(command), includeTop: top }) }
        : await fileContents(file, shapeOfSize(givenOptions<NamedNetworkOptions>(command).size));
    printRaw(contents.network === null ? tensorsText(contents.weights) : summary(contents.network));
  });
}
