// linnet summary: the layers of a model, their shapes, weights and multiply-adds.

import type { Command } from "commander";
import { type NamedNetworkOptions, namedNetwork } from "../jobs/base/namedNetwork.js";
import { Network } from "../model/network.js";
import { summary } from "../model/summary.js";
import { addNetworkOptions } from "./options/baseOptions.js";
import { givenOptions } from "./options/given.js";
import { printRaw } from "./print.js";

export function addSummaryCommand(program: Command): void {
  const command = program
    .command("summary")
    .description("list the layers of a model file, or of a network by its name")
    .argument("[model]", "a model file of any format");
  addNetworkOptions(command);
  command.option("--no-top", "without its classifier");
  command.action(async (file: string | undefined, { top }: { readonly top: boolean }) => {
    const network =
      file === undefined
        ? await namedNetwork({ ...givenOptions<NamedNetworkOptions>(command), includeTop: top })
        : await Network.load(file);
    printRaw(summary(network));
  });
}
