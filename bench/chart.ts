// A chart of the peers for the README.

import { writeFileSync } from "node:fs";
import { drawChart } from "linnet";
import { groupBy } from "./groupBy.ts";
import type { PeerResults } from "./peers/compare.ts";
import { machine } from "./report.ts";

const threadNames = ["one thread", "two threads"];

/** Milliseconds that one picture takes in each library, the fastest on top, as an SVG file. */
export async function writeChart(file: string, { times }: PeerResults): Promise<void> {
  const one = times.filter(({ batch }) => batch === 1);
  const libraries = groupBy(one, ({ name }) => name)
    .map((own) => ({ name: own[0]!.name, own, fastest: Math.min(...own.map(({ milliseconds }) => milliseconds)) }))
    .sort((a, b) => a.fastest - b.fastest);
  const series = threadNames.map((name, place) => ({
    name,
    values: libraries.map(({ own }) => own.find(({ threads }) => threads === place + 1)?.milliseconds ?? Number.NaN),
  }));
  const svg = await drawChart(
    {
      kind: "bar",
      horizontal: true,
      title: `MobileNetV2 1.0 at 224, one picture: ${machine}`,
      categories: libraries.map(({ name }) => (name === "onnxruntime-node" ? `${name} (native)` : name)),
      label: "library",
      values: { label: "milliseconds", scale: "log", min: 1, format: formatMilliseconds },
      series: series.filter(({ values }) => values.some(Number.isFinite)),
    },
    { width: 800, height: 400 },
  );
  writeFileSync(file, `${svg}\n`);
}

/** Nothing for a library that has no such number of threads. */
function formatMilliseconds(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? "" : milliseconds.toFixed(milliseconds < 100 && milliseconds % 1 !== 0 ? 1 : 0);
}
