// A chart of the peers for the README: horizontal bars, legible on light and dark pages.

import { writeFileSync } from "node:fs";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { PeerResults } from "./peers/compare.ts";
import { machine } from "./report.ts";

/** Has enough contrast on white and on GitHub's dark background. */
const INK = "#7d8590";

/** A bright pair for linnet, a grey one for the others. */
const colours = {
  domain: ["linnet 1", "linnet 2", "others 1", "others 2"],
  range: ["#5aa2e6", "#1f6fc2", "#a9b1ba", "#6e7781"],
};

/** Milliseconds that one picture takes in each library, as an SVG file. */
export async function writeChart(file: string, { times }: PeerResults): Promise<void> {
  const values = times
    .filter(({ batch }) => batch === 1)
    .map(({ name, threads, milliseconds }) => ({
      library: name === "onnxruntime-node" ? "onnxruntime-node (native)" : name,
      threads,
      bar: `${name === "linnet" ? "linnet" : "others"} ${threads}`,
      milliseconds,
      label: `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)}${threads === 1 ? "" : `, ${threads} threads`}`,
    }));
  const view = new View(parse(compile(specification(values)).spec), { renderer: "none" });
  writeFileSync(file, `${await view.toSVG()}\n`);
  view.finalize();
}

/** Where the axis has lines. */
const decades = [1, 10, 100, 1000, 10_000];

type Values = readonly { readonly [name: string]: string | number }[];

function specification(values: Values): TopLevelSpec {
  const place = {
    y: {
      field: "library",
      type: "nominal",
      sort: { field: "milliseconds", op: "min" },
      title: null,
      axis: { ticks: false, domain: false, labelPadding: 8, labelLimit: 0 },
    },
    yOffset: { field: "threads", type: "nominal" },
    x: {
      field: "milliseconds",
      type: "quantitative",
      scale: { type: "log", domainMin: 1, nice: true },
      title: "milliseconds a picture (logarithmic); one thread where no other number is given",
      axis: { values: decades },
    },
  } as const;
  return {
    title: { text: "MobileNetV2 1.0 at 224, one picture", subtitle: machine, anchor: "start" },
    width: 480,
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
            field: "bar",
            type: "nominal",
            scale: colours,
            legend: null,
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
      axis: {
        labelFontSize: 12,
        labelColor: INK,
        titleColor: INK,
        titleFontWeight: "normal",
        domainColor: INK,
        tickColor: INK,
        gridColor: INK,
        gridOpacity: 0.2,
      },
    },
  };
}
