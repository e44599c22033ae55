#!/usr/bin/env node
// The `linnet` command. Each subcommand has a file of its own.

import { Command } from "commander";
import { LinnetError } from "../tensor/errors.js";
import { addAuditCommand } from "./audit.js";
import { addEvaluateCommand } from "./evaluate.js";
import { addPredictCommand } from "./predict.js";
import { addPruneCommand } from "./prune.js";
import { addSummaryCommand } from "./summary.js";
import { addTrainCommand } from "./train.js";
import { addTuneCommand } from "./tune.js";
import { readVersion } from "./version.js";

const program = new Command("linnet")
  .description("Train and run image models, without Python.")
  .version(await readVersion())
  .showHelpAfterError();
for (const add of [
  addTrainCommand,
  addTuneCommand,
  addPruneCommand,
  addPredictCommand,
  addEvaluateCommand,
  addAuditCommand,
  addSummaryCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LinnetError)) throw error;
  console.error(`linnet: ${error.message}`);
  process.exitCode = 1;
}
