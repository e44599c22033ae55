// Words of a command that are right for some options and wrong for all others.

import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

const numbers =
  "0 -0 1 2 -1 0.5 1.5 1e-9 1e9 1e308 -1e308 99999999999999999999 NaN Infinity -Infinity 0x10 1,5 0.5,0.2";
const names = "__proto__ constructor imagenet small none auto balanced adam true null undefined -- --help - -1x %s%n";
/** In the folder of a case, or not at all there; the FIFO has no writer. */
const paths =
  ". .. / folder folder/ text.txt fifo none/such.file link ../faces ../faces/with_mask/0.png ../model.safetensors ../weights.safetensors";

const plain = [numbers, names, paths].flatMap((line) => line.split(" "));
const odd = [
  "",
  " ",
  "\t",
  "two\nlines",
  "\u001b[31mred\u001b[0m\u0007",
  "\u202ebackwards",
  "\ud800",
  "out\u0085.safetensors",
  "é".repeat(200),
  "a".repeat(5000),
  `${"a/".repeat(2000)}b`,
];

/** No path to elsewhere: what is made is made in the folder of the case. */
const drawn = fc.string({ unit: "grapheme-composite", maxLength: 40 }).filter((text) => !/[/\\\0]/.test(text));

export const hostileWord: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...plain) },
  { weight: 2, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.integer()).map(String) },
  { weight: 1, arbitrary: drawn },
);

/** Makes what the paths name. */
export function writeHostileFiles(folder: string): void {
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "text.txt"), "text");
  symlinkSync("nowhere", join(folder, "link"));
  execFileSync("mkfifo", [join(folder, "fifo")]);
}
