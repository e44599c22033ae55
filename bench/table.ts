// Results as a table that a person can read.

import type { ShapeResult } from "./measure.ts";

/** A line a shape: how often it occurs, its multiply-adds, GFLOP/s of each backend, and each one's ratio to the first. */
export function formatTable(results: readonly ShapeResult[], names: readonly string[]): string {
  const header = [
    "kernel",
    "times",
    "MMAC",
    ...names.map((name) => `${name} GFLOP/s`),
    ...names.slice(1).map((name) => `${name}/${names[0]}`),
  ];
  const rows = results.map((result) => {
    const speeds = names.map((name) => result.backends[name]!.gflops);
    const served = names.map(
      (name, index) =>
        `${speeds[index]!.toFixed(2)}${name !== names[0] && result.backends[name]!.servedBy === "reference" ? "*" : ""}`,
    );
    const ratios = speeds.slice(1).map((speed) => (speed / speeds[0]!).toFixed(2));
    return [result.label, `${result.count}`, (result.multiplyAdds / 1e6).toFixed(2), ...served, ...ratios];
  });
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ");
  const totals = names.map((name) => {
    const milliseconds = results.reduce((sum, { count, backends }) => sum + count * backends[name]!.milliseconds, 0);
    const multiplyAdds = results.reduce((sum, result) => sum + result.count * result.multiplyAdds, 0);
    return `${name}: ${milliseconds.toFixed(1)} ms for all kernels of one picture, ${((2 * multiplyAdds) / milliseconds / 1e6).toFixed(2)} GFLOP/s`;
  });
  const note = rows.some((row) => row.some((cell) => cell.endsWith("*"))) ? ["* served by the op's own loop"] : [];
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line), "", ...totals, ...note].join(
    "\n",
  );
}
