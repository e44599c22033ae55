// Tables in text, as a terminal has room for them.

/** Columns of a terminal. */
export const WIDTH = 80;

/**
 * The lines of a table with a rule under its titles and one at its end: the first two columns begin on the left, the others end
 * on the right. What is too long for the first gets lines of its own.
 */
export function textTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const longest = titles.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), title.length),
  );
  const others = longest.slice(1).reduce((sum, width) => sum + width + 2, 0);
  const widths = [Math.min(longest[0]!, WIDTH - others), ...longest.slice(1)];
  const line = (cells: readonly string[]): string[] => {
    const isLong = cells[0]!.length > widths[0]!;
    const text = (isLong ? ["", ...cells.slice(1)] : cells)
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
    return isLong ? [...broken(cells[0]!), text] : [text];
  };
  const rule = widths.map((width) => "=".repeat(width)).join("  ");
  return [...line(titles), rule, ...rows.flatMap(line), rule];
}

function broken(text: string): string[] {
  const pieces = Math.ceil(text.length / WIDTH);
  return Array.from({ length: pieces }, (_, piece) => text.slice(piece * WIDTH, (piece + 1) * WIDTH));
}

/** Columns that begin at the same place, two spaces between them; the first row is their heads. */
export function alignLeft(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ");
  return rows.map((row) => line(row).trimEnd());
}

/** Columns that end at the same place, two spaces between them; the first row is their heads. */
export function alignRight(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join("  "));
}
