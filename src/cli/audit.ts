// linnet audit: the health of a folder of labeled photographs.

import type { Command } from "commander";
import { type AuditJobOptions, auditJob } from "../jobs/audit/auditJob.js";
import { trainDefaults } from "../jobs/train/options.js";
import { defaultArchitecture } from "../models/architectures.js";
import { describeHealth } from "../report/text/healthText.js";
import { followed } from "./follow.js";
import { givenOptions } from "./options/given.js";
import { addReadingOptions, threads } from "./options/photographOptions.js";
import { addNumbers } from "./options/values.js";
import { print, printRaw } from "./print.js";

interface AuditOutput {
  readonly json: boolean;
  readonly all: boolean;
}

export function addAuditCommand(program: Command): void {
  const command = program
    .command("audit")
    .description(
      "look for unreadable files, copies and odd sizes in a folder that holds a folder of photographs for each class",
    )
    .argument("<folder>", "the photographs")
    .option("--json", "print JSON", false)
    .option("--all", "print whole lists", false)
    .option(
      "--weights <file>",
      `ImageNet weights of ${defaultArchitecture} 1.0: finds turned and cropped copies too, by their features`,
    );
  const tried = "of the random split that is tried";
  addNumbers(command, { testSize: tried, seed: tried, threads }, trainDefaults);
  addReadingOptions(command);
  command.action(async (root: string, { json, all }: AuditOutput) => {
    const { json: _, all: __, ...options } = givenOptions<AuditJobOptions & AuditOutput>(command);
    const report = await followed((control) => auditJob(root, options, control));
    if (json) printRaw(JSON.stringify(report, null, 2));
    else print(describeHealth(report, { all }));
  });
}
