// What is printed: tables with what they were measured on, and what was left out.

import { cpus } from "node:os";

export const machine = `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, Node ${process.versions.node}`;

const said = new Set<string>();

/** A part that cannot run here says why, once, and the others go on. */
export function skipped(what: string, why: string): void {
  const line = `skipped: ${what}: ${why}`;
  if (!said.has(line)) console.log(line);
  said.add(line);
}

/** A line that is written over, where a person looks on. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** The first column to the left, the others to the right. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
