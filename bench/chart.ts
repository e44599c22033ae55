// A chart of the peers for the README: horizontal bars, legible on light and dark pages.

import { writeFileSync } from "node:fs";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { PeerResults } from "./peers/compare.ts";
import { machine } from "./report.ts";

/** Has enough contrast on white and on GitHub's dark background. */
const INK = "#7d8590";

/** Milliseconds that one picture takes in each library, as an SVG file. */
export async function writeChart(file: string, { times }: PeerResults): Promise<void> {
  const values = times
    .filter(({ batch }) => batch === 1)
    .map(({ name, threads, milliseconds }) => ({
      library: name === "onnxruntime-node" ? "onnxruntime-node (native)" : name,
      threads: threads === 1 ? "1 thread" : "2 threads",
      milliseconds,
      label: milliseconds.toFixed(milliseconds < 100 ? 1 : 0),
    }));
  const view = new View(parse(compile(specification(values)).spec), { renderer: "none" });
  writeFileSync(file, `${await view.toSVG()}\n`);
  view.finalize();
}

type Values = readonly { readonly [name: string]: string | number }[];

function specification(values: Values): TopLevelSpec {
  const place = {
    y: { field: "library", type: "nominal", sort: { field: "milliseconds", op: "min" }, title: null },
    yOffset: { field: "threads", type: "nominal" },
    x: {
      field: "milliseconds",
      type: "quantitative",
      scale: { type: "log", domainMin: 1 },
      title: "milliseconds a picture, logarithmic",
      axis: { format: "~g", tickCount: 4 },
    },
  } as const;
  return {
    title: { text: "MobileNetV2 1.0 at 224, one picture", subtitle: machine, anchor: "start" },
    width: 520,
    height: { step: 15 },
    background: "transparent",
    data: { values: [...values] },
    layer: [
      {
        mark: { type: "bar", cornerRadiusEnd: 2 },
        encoding: {
          ...place,
          x2: { datum: 1 },
          color: {
            field: "threads",
            type: "nominal",
            scale: { domain: ["1 thread", "2 threads"], range: ["#6ca6d9", "#2f6fb0"] },
            legend: { title: null, orient: "top" },
          },
        },
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 4, color: INK },
        encoding: { ...place, text: { field: "label", type: "nominal" } },
      },
    ],
    config: {
      font: "system-ui, sans-serif",
      view: { stroke: null },
      title: { color: INK, subtitleColor: INK, fontSize: 14 },
      axis: { labelColor: INK, titleColor: INK, domainColor: INK, tickColor: INK, gridColor: INK, gridOpacity: 0.2 },
      legend: { labelColor: INK },
    },
  };
}
