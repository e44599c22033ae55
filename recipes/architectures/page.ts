// docs/architectures.md: the table, and the picture of accuracy, or of multiply-adds, against time.

import { drawChart } from "linnet";
import type { MeasuredArchitecture, Measurement } from "./measure.js";

/** Fewer accuracies than these make no picture. */
const FEWEST_POINTS = 3;

export function pageOf({ machine, date, rows }: Measurement): string {
  return `# Architectures side by side

Width 1, one picture at a time, on ${machine}, ${date}. Accuracy is that of a head on the
frozen base, on photographs of faces with and without masks that were held out, where ImageNet weights lie in the cache. In int8
the network, head and all, is quantized after training.
\`npm run architectures -- --photographs FACE-MASK\` measures this anew.

![${pictureTitle(rows)}](architectures.svg)

| | pixels | parameters | multiply-adds | ms, 1 thread | ms, 2 threads | accuracy | int8: ms, 1 thread | ms, 2 threads | accuracy |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map(line).join("\n")}
`;
}

function line(row: MeasuredArchitecture): string {
  const { accuracy } = row;
  const unknown = "weights not at hand";
  const cells = [
    ...[row.title, row.size, millions(row.parameters), millions(row.multiplyAdds)],
    ...row.milliseconds.map((time) => time.toFixed(1)),
    accuracy === null ? unknown : accuracy.float.toFixed(4),
    ...(row.int8Milliseconds?.map((time) => time.toFixed(1)) ?? [NOT_QUANTIZED, NOT_QUANTIZED]),
    accuracy === null ? unknown : (accuracy.int8?.toFixed(4) ?? NOT_QUANTIZED),
  ];
  return `| ${cells.join(" | ")} |`;
}

const NOT_QUANTIZED = "cannot be quantized";

function millions(count: number): string {
  return `${(count / 1e6).toFixed(count < 1e7 ? 2 : 0)} M`;
}

function pictureTitle(rows: readonly MeasuredArchitecture[]): string {
  return showsAccuracy(rows)
    ? "Accuracy of a head against milliseconds a picture"
    : "Multiply-adds against milliseconds a picture";
}

function showsAccuracy(rows: readonly MeasuredArchitecture[]): boolean {
  return rows.filter(({ accuracy }) => accuracy !== null).length >= FEWEST_POINTS;
}

/** The picture as the text of an SVG file; of accuracies what has none is left out. */
export function pictureOf({ machine, date, rows }: Measurement): Promise<string> {
  const hasAccuracy = showsAccuracy(rows);
  const shown = rows.filter(({ accuracy }) => !hasAccuracy || accuracy !== null);
  const heightOf = ({ accuracy, multiplyAdds }: MeasuredArchitecture): number =>
    hasAccuracy ? accuracy!.float : multiplyAdds / 1e6;
  return drawChart({
    kind: "scatter",
    title: pictureTitle(rows),
    subtitle: `${machine}, ${date}`,
    x: { label: "ms a picture, one thread", min: 0 },
    y: hasAccuracy ? { label: "accuracy" } : { label: "million multiply-adds", min: 0 },
    size: 9,
    namesPoints: true,
    series: shown.map((row) => ({ name: row.title, points: [[row.milliseconds[0], heightOf(row)]] })),
  });
}
