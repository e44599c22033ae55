// The check of a chart's data before it is drawn.

import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import type { Axis, BarChart, BarSeries, Chart, HeatMap, LineChart, PointSeries, ScatterChart } from "./chartData.js";

const WHERE = "drawChart";

const axis: OptionKinds<Axis> = {
  label: "string",
  scale: "string",
  base: "number",
  min: "number",
  max: "number",
  wholeNumbers: "boolean",
  format: "function",
};
const points: OptionKinds<PointSeries> = {
  name: "string",
  points: "list",
  color: "string",
  stroke: "string",
  marks: "boolean",
};
const bars: OptionKinds<BarSeries> = { name: "string", values: "list", labels: "list", color: "string" };

const line: OptionKinds<LineChart> = {
  kind: "string",
  title: "string",
  subtitle: "string",
  x: "object",
  y: "object",
  series: "list",
  legend: "boolean",
};
const scatter: OptionKinds<ScatterChart> = { ...line, size: "number", namesPoints: "boolean" };
const bar: OptionKinds<BarChart> = {
  kind: "string",
  title: "string",
  subtitle: "string",
  categories: "list",
  label: "string",
  nameWidth: "number",
  values: "object",
  horizontal: "boolean",
  series: "list",
};
const heatMap: OptionKinds<HeatMap> = {
  kind: "string",
  title: "string",
  subtitle: "string",
  columns: "object",
  rows: "object",
  values: "list",
  format: "function",
};

/** What a chart of each kind must have. */
const checks: { readonly [Kind in Chart["kind"]]: (chart: Extract<Chart, { kind: Kind }>) => void } = {
  line: (chart) => {
    checkOptions(WHERE, chart, line);
    checkPlane(chart);
  },
  scatter: (chart) => {
    checkOptions(WHERE, chart, scatter);
    checkPlane(chart);
  },
  bar: (chart) => {
    checkOptions(WHERE, chart, bar);
    checkAxis("values", chart.values);
    checkList(WHERE, "categories", chart.categories, "string");
    checkList(WHERE, "series", chart.series, "object");
    for (const { values, ...rest } of chart.series) {
      checkOptions(`${WHERE}: series`, { values, ...rest }, bars);
      checkList(`${WHERE}: series`, "values", values, "number");
    }
  },
  heatMap: (chart) => {
    checkOptions(WHERE, chart, heatMap);
    for (const side of ["rows", "columns"] as const) {
      checkArgument(WHERE, side, chart[side], "object");
      checkList(`${WHERE}: ${side}`, "names", chart[side].names, "string");
    }
    checkList(WHERE, "values", chart.values, "list");
  },
};

/** @throws LinnetError naming what is missing, unknown or of the wrong kind */
export function checkChart(chart: Chart): void {
  checkArgument(WHERE, "chart", chart, "object");
  const check: (chart: never) => void = entryByName(`${WHERE}: kind`, checks, chart.kind);
  check(chart as never);
  checkArgument(WHERE, "title", chart.title, "string");
}

function checkPlane({ x, y, series }: LineChart | ScatterChart): void {
  checkAxis("x", x);
  checkAxis("y", y);
  checkList(WHERE, "series", series, "object");
  for (const one of series) {
    checkOptions(`${WHERE}: series`, one, points);
    checkList(`${WHERE}: series`, "points", one.points, "list");
  }
}

function checkAxis(name: string, given: Axis): void {
  checkArgument(WHERE, name, given, "object");
  checkOptions(`${WHERE}: ${name}`, given, axis);
}
