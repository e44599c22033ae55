// What a person gave a command, beside the defaults that its help shows: those are the job's to fill in.

import type { Command, Option } from "commander";

/** The options that were given, by their names in camel case. */
export function givenOptions<T>(command: Command): Partial<T> {
  const given = command.options.filter((option) => isGiven(command, option)).map((option) => option.attributeName());
  return Object.fromEntries(given.map((name) => [name, command.getOptionValue(name)])) as Partial<T>;
}

export function isGiven(command: Command, option: Option): boolean {
  return command.getOptionValueSource(option.attributeName()) === "cli";
}

/** `learningRate` is given as `--learning-rate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
