// Printing: lines of 80 columns, with colors where the terminal has them. Only these functions write to it.

import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { printable } from "../report/printable.js";
import { wrap } from "./text/wrap.js";

type Style = "bold" | "red";

/** On the standard output: what was asked for. */
export function print(text: string, style?: Style): void {
  write(process.stdout, wrap(text), style);
}

/** As it is: JSON, and commands that are to be copied. */
export function printRaw(text: string): void {
  write(process.stdout, text);
}

/** On the standard error output: what a person should know, and a program that reads the rest should not. */
export function tell(text: string, style?: Style): void {
  write(process.stderr, wrap(text), style);
}

export function tellRaw(text: string): void {
  write(process.stderr, text);
}

/** Something that is wrong, after the program's name. */
export function complain(message: string): void {
  const lines = message.split("\n").map(printable);
  tell(`linnet: ${lines.join("\n")}`, "red");
}

/** NO_COLOR, FORCE_COLOR and what the terminal can do are looked at by Node. */
function write(stream: WriteStream, text: string, style?: Style): void {
  const isColored = style !== undefined && stream.isTTY && stream.hasColors();
  stream.write(`${isColored ? styleText(style, text) : text}\n`);
}
