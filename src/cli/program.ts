// The `linnet` program: its subcommands, which have a file each, and what it says of errors.

import { styleText } from "node:util";
import { Command } from "commander";
import { WIDTH } from "../model/textTable.js";
import { addAuditCommand } from "./audit.js";
import { addConvertCommand } from "./convert.js";
import { describeUsage, reportError } from "./errors.js";
import { addEvaluateCommand } from "./evaluate.js";
import { addHelpCommand } from "./help.js";
import { addPredictCommand } from "./predict.js";
import { complain } from "./print.js";
import { addPruneCommand } from "./prune.js";
import { addQuantizeCommand } from "./quantize.js";
import { addSummaryCommand } from "./summary.js";
import { addTrainCommand } from "./train.js";
import { addTuneCommand } from "./tune.js";
import { addWeightsCommand } from "./weights.js";

interface Program {
  readonly program: Command;
  /** Says in a line what is wrong, in the names of the subcommand that runs. */
  fail(error: unknown): void;
}

export function makeProgram(version: string): Program {
  const program = new Command("linnet")
    .description("Train and run image models, without Python.")
    .version(version)
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
    addQuantizeCommand,
    addPredictCommand,
    addEvaluateCommand,
    addAuditCommand,
    addConvertCommand,
    addSummaryCommand,
    addWeightsCommand,
    addHelpCommand,
  ])
    add(program);
  for (const command of program.commands) command.showHelpAfterError(`see linnet ${command.name()} --help`);
  let running = program;
  program.hook("preAction", (_, command) => {
    running = command;
  });
  return { program, fail: (error) => reportError(error, running) };
}
