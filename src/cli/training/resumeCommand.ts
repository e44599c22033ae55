// The command with which a run that was broken off goes on.

import { basename, dirname, relative } from "node:path";

/** The command that started this process, with `--resume`, for a shell. @param argv that of the process */
export function resumeCommand(argv: readonly string[] = process.argv): string {
  const [, script = "", ...parameters] = argv;
  const isResumed = parameters.some((parameter) => parameter === "--resume" || parameter.startsWith("--resume="));
  return [...program(script), ...parameters, ...(isResumed ? [] : ["--resume"])].map(quote).join(" ");
}

/** As the person began: by npx, by the installed command, or by the file itself, which `npm run train` does too. */
function program(script: string): string[] {
  if (basename(script) !== "linnet") return ["node", relative(process.cwd(), script)];
  return basename(dirname(script)) === ".bin" ? ["npx", "linnet"] : ["linnet"];
}

/** A word as a shell reads it: in single quotes where it holds more than letters, digits and what paths hold. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
