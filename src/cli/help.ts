// linnet help: what `--help` says, for who asks with the word.

import type { Command } from "commander";

export function addHelpCommand(program: Command): void {
  program
    .command("help")
    .description("say what a command does and takes, as its --help does")
    .argument("[command...]", "as: predict, or weights get")
    .action((names: readonly string[]) => helpOf(program, names));
}

function helpOf(program: Command, names: readonly string[]): void {
  const asked = names.reduce((parent, name) => {
    const found = parent.commands.find((command) => command.name() === name);
    return found ?? program.error(`unknown command '${name}'`);
  }, program);
  asked.outputHelp();
}
