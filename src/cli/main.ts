#!/usr/bin/env node
// The `linnet` command. Each subcommand has a file of its own.

import { styleText } from "node:util";
import { Command } from "commander";
import { addAuditCommand } from "./audit.js";
import { describeUsage, reportError } from "./errors.js";
import { addEvaluateCommand } from "./evaluate.js";
import { readVersion } from "./files.js";
import { addPredictCommand } from "./predict.js";
import { complain } from "./print.js";
import { addPruneCommand } from "./prune.js";
import { outliveReaders } from "./streams.js";
import { addSummaryCommand } from "./summary.js";
import { WIDTH } from "./text/wrap.js";
import { addTrainCommand } from "./train.js";
import { addTuneCommand } from "./tune.js";

const program = new Command("linnet")
  .description("Train and run image models, without Python.")
  .version(await readVersion())
  .configureOutput({
    getOutHelpWidth: () => WIDTH,
    getErrHelpWidth: () => WIDTH,
    outputError: (text) => complain(describeUsage(text)),
  })
  .configureHelp({ styleTitle: (title) => styleText("bold", title) })
  .helpCommand(false)
  .showHelpAfterError("see linnet --help");
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
for (const command of program.commands) command.showHelpAfterError(`see linnet ${command.name()} --help`);

let running = program;
program.hook("preAction", (_, command) => {
  running = command;
});
outliveReaders();
process.on("uncaughtException", (error) => {
  reportError(error, running);
  process.exit();
});
try {
  await program.parseAsync();
} catch (error) {
  reportError(error, running);
}
