// The page of formats, whose table stands between two marks.

export const PAGE = "docs/formats.md";

const MARKS = ["<!-- npm run formats -->\n", "<!-- end -->"] as const;

/** @throws Error if the page has lost its marks */
export function withTable(page: string, table: string): string {
  const [begin, end] = MARKS.map((mark) => page.indexOf(mark));
  if (begin! < 0 || end! < begin!) throw new Error(`${PAGE}: expected ${MARKS.join("… ")}`);
  return `${page.slice(0, begin! + MARKS[0].length)}${table}\n${page.slice(end)}`;
}
