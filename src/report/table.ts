// Tables in HTML.

import { escapeHtml } from "./html.js";

/** Every cell is escaped. Wide tables scroll sideways. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], name: "th" | "td"): string =>
    `<tr>${cells.map((cell) => `<${name}>${escapeHtml(cell)}</${name}>`).join("")}</tr>`;
  return `<div class="scroll"><table>\n${[line(heads, "th"), ...rows.map((row) => line(row, "td"))].join("\n")}\n</table></div>`;
}

/** A table of names and their values. */
export function facts(entries: readonly (readonly [name: string, value: string])[]): string {
  const rows = entries.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`);
  return `<div class="scroll"><table class="facts">\n${rows.join("\n")}\n</table></div>`;
}
