// Printing: lines of 80 columns, with colors where the terminal has them. Only these functions write to it, and what a file's name
// has beyond letters is escaped in them.

import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { wrap } from "../report/text/lines.js";
import { printable } from "../report/text/printable.js";

type Style = "bold" | "red";

/** On the standard output: what was asked for. */
export function print(text: string, style?: Style): void {
  write(process.stdout, wrapped(text), style);
}

/** As it is: JSON, and commands that are to be copied. */
export function printRaw(text: string): void {
  write(process.stdout, text);
}

/** On the standard error output: what a person should know, and a program that reads the rest should not. */
export function tell(text: string, style?: Style): void {
  write(process.stderr, wrapped(text), style);
}

export function tellRaw(text: string): void {
  write(process.stderr, text);
}

/** Something that is wrong, after the program's name. */
export function complain(message: string): void {
  tell(`linnet: ${message}`, "red");
}

function wrapped(text: string): string {
  return wrap(text.split("\n").map(printable).join("\n"));
}

/** NO_COLOR, FORCE_COLOR and what the terminal can do are looked at by Node. */
function write(stream: WriteStream, text: string, style?: Style): void {
  const isColored = style !== undefined && stream.isTTY && stream.hasColors();
  stream.write(`${isColored ? styleText(style, text) : text}\n`);
}
