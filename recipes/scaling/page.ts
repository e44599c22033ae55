// docs/scaling.md: a table and a picture of each curve, where it bends, and why.

import type { LineChart } from "linnet";
import { drawPanels } from "../figures/panels.js";
import { type Bend, bendOf } from "./bends.js";
import type { Curve, CurveName, CurvePoint, Measurement } from "./measure.js";

/** What is known of each curve's shape beside its measurement. */
const reasons: { readonly [Name in CurveName]: string } = {
  batch: `A call has costs of its own, which more pictures share: the way to the threads, and weights that are read from memory once
a call. From the batch on at which activations no longer fit into the processor's cache, every picture costs the same. Memory is
a constant for code and weights, and from there on a straight line: what the largest step of the plan holds for each picture.`,
  side: `Pixels grow with the square of the side, and with them multiply-adds and activations: a power of 2. Below, what a call costs
whatever its pictures are keeps the power lower; above, activations that leave the cache raise it.`,
  width: `Products of pointwise convolutions grow with the square of the width, depthwise ones and all activations with the width
itself: a power between 1 and 2. Channels are rounded to multiples of 8, and below a width of 1 the last convolution keeps its
1280 outputs, so a narrow network costs more than the power says.`,
  photographs: `Reading, decoding and the base cost the same for each photograph. The search for copies compares all pairs: a photograph
costs a comparison of bits for each other one, some 3 nanoseconds each: little beside the rest even for 100,000.
A start of the process and of its threads is shared by all. Memory holds a fingerprint of 4 kB and the features of each.`,
};

const titles: { readonly [Name in CurveName]: string } = {
  batch: "Pictures in a batch",
  side: "Side of the pictures",
  width: "Width of the network",
  photographs: "Photographs in a folder",
};

/** What a curve's cost is divided by: of batches and folders a picture's, of sides and widths the whole. */
const unitOf = (name: CurveName): string => (name === "photographs" ? "ms a photograph" : "ms a picture");

const millisecondsEach = ({ milliseconds, count }: CurvePoint): number => milliseconds / count;
const megabytes = ({ peakBytes }: CurvePoint): number => peakBytes / 1e6;

export function pageOf({ machine, date, seconds, curves, leftOut }: Measurement): string {
  const names = Object.keys(titles) as CurveName[];
  const sections = names.map((name) => {
    const own = curves.filter((curve) => curve.name === name);
    return `## ${titles[name]}\n\n${tableOf(own)}\n\n${own.map(bendsOf).join("\n")}\n\n${reasons[name]}\n`;
  });
  const note = leftOut === null ? "" : `\nLeft out: ${leftOut}.\n`;
  return `# How time and memory grow

MobileNetV2, one length varied at a time, each point in a process of its own: the median of its runs, and the most memory that the
process ever had. A power of 2 means that twice the length costs four times as much. Photographs are generated, 32 pixels a
side. Measured on ${machine}, ${date}, in ${(seconds / 60).toFixed(0)} minutes; \`npm run scaling\` does it anew.
${note}
![Milliseconds and megabytes against each length, on logarithmic axes](scaling.svg)

${sections.join("\n")}`;
}

function tableOf(curves: readonly Curve[]): string {
  const points = curves[0]!.points;
  const header = ["", ...curves.flatMap(({ name, what }) => [`${what}: ${unitOf(name)}`, "MB"])];
  const rows = points.map(({ at }, place) => [
    at.toLocaleString("en"),
    ...curves.flatMap(({ points: own }) => [
      millisecondsEach(own[place]!).toFixed(2),
      megabytes(own[place]!).toFixed(0),
    ]),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

function bendsOf(curve: Curve): string {
  const time = bendOf(curve, millisecondsEach);
  const memory = bendOf(curve, megabytes);
  return `- ${curve.what}: time ${inWords(time)}; memory ${inWords(memory)}.`;
}

function inWords(bend: Bend | null): string {
  if (bend === null) return "bends nowhere";
  const { at, before, after } = bend;
  return `bends at ${at.toLocaleString("en")}, from the power ${before.toFixed(1)} to ${after.toFixed(1)}`;
}

/** The picture as the text of an SVG file: for each length, time and memory. */
export function pictureOf({ curves }: Measurement): Promise<string> {
  const charts = (Object.keys(titles) as CurveName[]).flatMap((name) => {
    const own = curves.filter((curve) => curve.name === name);
    return [chartOf(own, unitOf(name), millisecondsEach), chartOf(own, "megabytes", megabytes)];
  });
  return drawPanels(charts, { columns: 2, width: 450, height: 280 });
}

function chartOf(curves: readonly Curve[], unit: string, costOf: (point: CurvePoint) => number): LineChart {
  const { name, points: first } = curves[0]!;
  const costs = curves.flatMap(({ points }) => points.map(costOf));
  const format = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en");
  return {
    kind: "line",
    title: `${titles[name]}: ${unit}`,
    x: {
      ...{ label: titles[name].toLowerCase(), scale: "log", base: name === "photographs" ? 10 : 2, format },
      ...{ min: first[0]!.at, max: first.at(-1)!.at },
    },
    y: {
      label: unit,
      scale: "log",
      format,
      min: rounded(Math.min(...costs), "floor"),
      max: rounded(Math.max(...costs), "ceil"),
    },
    series: curves.map(({ what, points }) => ({
      name: what.split(",")[0]!,
      points: points.map((point) => [point.at, costOf(point)] as const),
      marks: true,
    })),
  };
}

/** To one significant digit. */
function rounded(value: number, way: "floor" | "ceil"): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * Math[way](value / unit);
}
