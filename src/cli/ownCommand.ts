// The command that a person gave, so that it can be given again.

import { basename, dirname, relative } from "node:path";
import { WIDTH } from "../model/textTable.js";
import { fill } from "../report/text/lines.js";

/** The words of the command that started this process, for a shell. @param argv that of the process */
export function ownCommand([, script = "", ...parameters]: readonly string[] = process.argv): string[] {
  return [...program(script), ...parameters].map(quote);
}

/** The same with `--resume`, with which a run that was broken off goes on. @param argv that of the process */
export function resumeCommand(argv: readonly string[] = process.argv): string[] {
  const isResumed = argv.some((parameter) => parameter === "--resume" || parameter.startsWith("--resume="));
  return ownCommand(isResumed ? argv : [...argv, "--resume"]);
}

/** As the person began: by npx, by the installed command, or by the file itself, which `npm run train` does too. */
function program(script: string): string[] {
  if (basename(script) !== "linnet") return ["node", relative(process.cwd(), script)];
  return basename(dirname(script)) === ".bin" ? ["npx", "linnet"] : ["linnet"];
}

/** A command that can be copied: where it is longer than a line, a backslash goes on in the next. */
export function wrapCommand(words: readonly string[]): string {
  return fill(words, { first: "  ", rest: "    ", room: WIDTH - 2 }).join(" \\\n");
}

/** A word as a shell reads it: in single quotes where it holds more than letters, digits and what paths hold. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
