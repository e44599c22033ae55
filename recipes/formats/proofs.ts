// What tests prove of formats. A test file says so in its first lines:
//
//   // Proves: ONNX | in | operators of the node suites | onnx
//
// the format, the direction, what is checked, and the program that says what is right; `linnet` if it reads back its own.

import { readdirSync, readFileSync } from "node:fs";
import { versionOf } from "./versions.js";

export interface Proof {
  readonly format: string;
  readonly direction: "in" | "out";
  readonly checked: string;
  /** The program with its version. */
  readonly by: string;
  /** The test's file. */
  readonly test: string;
}

const LINE = /^\/\/ Proves: (.+)$/gm;

/** Of all tests, sorted by format and direction. @throws Error naming a line that is not as it should be */
export function readProofs(): Proof[] {
  const names = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
  const proofs = names.sort().flatMap((name) => proofsIn(`test/${name}`));
  return proofs.sort((a, b) => compare(a.format, b.format) || compare(a.direction, b.direction));
}

function proofsIn(test: string): Proof[] {
  return [...readFileSync(test, "utf8").matchAll(LINE)].map(([line, text]) => {
    const cells = text!.split("|").map((cell) => cell.trim());
    const [format = "", direction = "", checked = "", program = ""] = cells;
    if (cells.length !== 4 || (direction !== "in" && direction !== "out"))
      throw new Error(`${test}: expected "Proves: format | in or out | what | program", got "${line}"`);
    return { format, direction, checked, by: program.split(", ").map(versionOf).join(", "), test };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The table of docs/formats.md. */
export function proofTable(proofs: readonly Proof[]): string {
  const rows = proofs.map(({ format, direction, checked, by, test }) => {
    const link = `[${test.replace(/^test\//, "").replace(/\.test\.ts$/, "")}](../${test})`;
    return `| ${format} | ${direction} | ${checked} | ${by} | ${link} |`;
  });
  return ["| format | | what is checked | by | test |", "|---|---|---|---|---|", ...rows].join("\n");
}
