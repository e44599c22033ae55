// Lines of 80 columns.

import { WIDTH } from "../../model/textTable.js";

/** Each line of the text, broken at words where it is longer than 80 columns; a longer word stands on a line of its own. */
export function wrap(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.length <= WIDTH ? line : wrapLine(line)))
    .join("\n");
}

/** What comes after the first of them is indented by two more, if the line itself is. */
function wrapLine(line: string): string {
  const indent = /^ */.exec(line)![0];
  return fill(line.trim().split(" "), { first: indent, rest: indent === "" ? "" : `${indent}  `, room: WIDTH }).join(
    "\n",
  );
}

interface LineRoom {
  readonly first: string;
  readonly rest: string;
  readonly room: number;
}

/** Lines of words; what comes after the first may be indented. */
export function fill(words: readonly string[], { first, rest, room }: LineRoom): string[] {
  const lines: string[] = [];
  let line = `${first}${words[0] ?? ""}`;
  for (const word of words.slice(1)) {
    if (line.length + 1 + word.length <= room) line += ` ${word}`;
    else {
      lines.push(line);
      line = `${rest}${word}`;
    }
  }
  return [...lines, line];
}

/** `1 epoch`, `2 epochs`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
