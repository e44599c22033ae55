// What a person reads of an error: in the names that the command has for its options.

import type { Command } from "commander";
import { OptionError } from "../jobs/optionError.js";
import { LinnetError } from "../tensor/errors.js";
import { OtherRunError } from "../train/checkpoint/identity.js";
import { flagOf } from "./options/given.js";
import { complain } from "./print.js";

/** Says in a line what is wrong, and sees to it that the process ends with the code 1. */
export function reportError(error: unknown, command: Command): void {
  complain(error instanceof LinnetError ? describeError(error, command) : describeUnexpected(error));
  process.exitCode = 1;
}

/** Of errors that linnet does not expect, those of memory and of the system are nobody's fault. */
function describeUnexpected(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env.LINNET_STACK !== undefined) return error.stack ?? error.message;
  if (/allocation failed|Invalid (typed )?array length|out of memory|could not allocate/i.test(error.message))
    return `there is not enough memory (${error.message})`;
  if ("syscall" in error) return error.message;
  return `${error.name}: ${error.message}. This is a fault of linnet's: with LINNET_STACK=1 it tells where`;
}

export function describeError(error: LinnetError, command: Command): string {
  if (error instanceof OptionError) return `${nameOf(error.option, command)}: ${withFlags(error.problem, command)}`;
  if (!(error instanceof OtherRunError)) return withAdvice(error.message, command);
  return error.differences.reduce(
    (text, { name, saved }) => text.replace(`${name} is ${saved} in`, `${flagIn(name, command)} is ${saved} in`),
    error.message,
  );
}

/** An option that a message names as the way out, behind a parenthesis: `(maximumPixels)`. */
function withAdvice(text: string, command: Command): string {
  return text.replace(/(?<=\()[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => flagIn(name, command));
}

/** Words that are the name of an option and nothing else, as `fineTune`. */
function withFlags(text: string, command: Command): string {
  return text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (name) => flagIn(name, command));
}

/** The flag, or the argument that has the option's name or its beginning, as OUT of `output`. */
function nameOf(option: string, command: Command): string {
  const flag = command.options.find((one) => one.attributeName() === option)?.long;
  const argument = command.registeredArguments.find((one) => option.startsWith(one.name()));
  return flag ?? argument?.name().toUpperCase() ?? flagOf(option);
}

function flagIn(name: string, command: Command): string {
  return command.options.some((option) => option.attributeName() === name) ? flagOf(name) : name;
}

/** A wrong option in one line: what commander says is in several. */
export function describeUsage(text: string): string {
  const line = text
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .replace(/^error: /, "");
  const invalid = /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. (.*)$/.exec(line);
  if (invalid === null) return line;
  const [, flag, given, problem] = invalid;
  const choices = /^Allowed choices are (.*)\.$/.exec(problem!);
  return `${flag}: ${choices === null ? problem : `expected one of ${choices[1]}, got "${given}"`}`;
}
