// A chart as options of Apache ECharts (https://echarts.apache.org/en/option.html).

import type { EChartsOption, SeriesOption, XAXisComponentOption, YAXisComponentOption } from "echarts";
import {
  type Axis,
  type BarChart,
  type Chart,
  type HeatMap,
  type LineChart,
  type PointSeries,
  palette,
  type ScatterChart,
} from "./chartData.js";

const FONT = "system-ui, sans-serif";

export function chartOption(
  chart: Chart,
  { ink, width }: { readonly ink: string; readonly width: number },
): EChartsOption {
  const names = legendNames(chart);
  const below = names.length > 1 ? LEGEND_LINE * legendLines(names, width) + 14 : 12;
  const top = chart.subtitle === undefined ? 44 : 62;
  const bounds = { left: 12, right: 36, top, bottom: below };
  const nameWidth = chart.kind === "bar" ? (chart.nameWidth ?? 0) : 0;
  return {
    animation: false,
    color: [...palette],
    textStyle: { color: ink, fontFamily: FONT },
    title: {
      text: chart.title,
      ...(chart.subtitle !== undefined && { subtext: chart.subtitle }),
      left: "center",
      itemGap: 6,
      textStyle: { color: ink, fontSize: 15, fontWeight: "normal" },
      subtextStyle: { color: ink, fontSize: 12 },
    },
    grid: { ...bounds, left: bounds.left + nameWidth, outerBounds: bounds },
    legend: { show: names.length > 1, data: [...names], bottom: 4, ...legendGaps, textStyle: { color: ink } },
    ...plotOf(chart, ink),
  };
}

/** Pixels from a line of the legend to the next, and what a letter takes, for the library tells neither before it draws. */
const [LEGEND_LINE, LETTER] = [26, 6.2];
const legendGaps = { itemGap: 24, itemWidth: 36 } as const;

interface LegendName {
  readonly name: string;
  readonly itemStyle?: { readonly opacity: number };
}

/** Series of one name share an entry. */
function legendLines(names: readonly LegendName[], width: number): number {
  let [lines, filled] = [1, 0];
  for (const name of new Set(names.map(({ name }) => name))) {
    const needed = legendGaps.itemWidth + 5 + LETTER * name.length;
    if (filled > 0 && filled + needed > width) [lines, filled] = [lines + 1, 0];
    filled += needed + legendGaps.itemGap;
  }
  return lines;
}

/** The legend's entries; a line without marks has no mark there either. */
function legendNames(chart: Chart): readonly LegendName[] {
  if (chart.kind === "heatMap" || ("legend" in chart && chart.legend === false)) return [];
  if (chart.kind === "scatter" && chart.namesPoints === true) return [];
  if (chart.kind !== "line") return chart.series.map(({ name }) => ({ name }));
  return chart.series.map(({ name, marks }) => (marks ? { name } : { name, itemStyle: { opacity: 0 } }));
}

type Plot = Pick<EChartsOption, "xAxis" | "yAxis" | "visualMap" | "series">;

function plotOf(chart: Chart, ink: string): Plot {
  switch (chart.kind) {
    case "line":
    case "scatter":
      return { ...numberAxes(chart, ink), series: chart.series.map((series) => pointSeries(chart, series, ink)) };
    case "bar":
      return barPlot(chart, ink);
    case "heatMap":
      return heatPlot(chart, ink);
  }
}

function pointSeries(chart: LineChart | ScatterChart, series: PointSeries, ink: string): SeriesOption {
  const common = { name: series.name, data: series.points.map((point) => [...point]) };
  const color = series.color === undefined ? {} : { color: series.color };
  if (chart.kind === "scatter") {
    const label = { show: chart.namesPoints ?? false, position: "top", formatter: "{a}", color: ink } as const;
    return { ...common, type: "scatter", symbolSize: chart.size ?? 6, itemStyle: { ...color, opacity: 0.8 }, label };
  }
  return {
    ...common,
    type: "line",
    symbol: series.marks ? "circle" : "none",
    symbolSize: 6,
    lineStyle: { width: 2, type: series.stroke ?? "solid", ...color },
    itemStyle: color,
  };
}

/** Bars have to start at zero; points do not. */
const aroundData = { scale: true } as const;

function numberAxes({ x, y }: LineChart | ScatterChart, ink: string): Plot {
  return {
    xAxis: { ...aroundData, ...numberAxis(x, ink), ...nameUnder(x.label) } as XAXisComponentOption,
    yAxis: { ...aroundData, ...numberAxis(y, ink), ...nameBeside(y.label) } as YAXisComponentOption,
  };
}

function barPlot({ categories, label, values, horizontal = false, series }: BarChart, ink: string): Plot {
  const named = { ...categoryAxis(categories, ink), inverse: horizontal };
  const counted = numberAxis(values, ink);
  return {
    xAxis: (horizontal
      ? { ...counted, ...nameUnder(values.label) }
      : { ...named, ...nameUnder(label) }) as XAXisComponentOption,
    yAxis: (horizontal
      ? { ...named, ...nameBeside(label) }
      : { ...counted, ...nameBeside(values.label) }) as YAXisComponentOption,
    series: series.map(({ name, values: heights, labels = heights.map(values.format ?? String), color }) => ({
      name,
      type: "bar",
      data: [...heights],
      barMaxWidth: 48,
      itemStyle: color === undefined ? {} : { color },
      label: {
        show: true,
        position: horizontal ? "right" : "top",
        color: ink,
        formatter: ({ dataIndex }) => labels[dataIndex]!,
      },
    })),
  };
}

const LIGHTEST_CELL = "#deebf7";
const DARKEST_CELL = "#08519c";

function heatPlot({ columns, rows, values, format = String }: HeatMap, ink: string): Plot {
  const cells = values.flatMap((row, y) => row.map((value, x) => ({ x, y, value })));
  const most = Math.max(...cells.map(({ value }) => value));
  const least = Math.min(0, ...cells.map(({ value }) => value));
  const middle = (least + most) / 2;
  return {
    xAxis: { ...categoryAxis(columns.names, ink), ...nameUnder(columns.label) } as XAXisComponentOption,
    yAxis: { ...categoryAxis(rows.names, ink), ...nameBeside(rows.label), inverse: true } as YAXisComponentOption,
    visualMap: { show: false, min: least, max: most, inRange: { color: [LIGHTEST_CELL, DARKEST_CELL] } },
    series: {
      type: "heatmap",
      data: cells.map(({ x, y, value }) => ({
        value: [x, y, value],
        label: { show: true, color: value > middle ? "#ffffff" : "#24292f", formatter: () => format(value) },
      })),
      itemStyle: { borderWidth: 1, borderColor: "#ffffff" },
    },
  };
}

function numberAxis({ scale = "linear", base = 10, min, max, wholeNumbers = false, format }: Axis, ink: string) {
  return {
    ...lines(ink),
    ...(scale === "log" ? { type: "log", logBase: base } : { type: "value" }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(wholeNumbers && { minInterval: 1 }),
    axisLabel: { color: ink, ...(format && { formatter: (value: number) => format(value) }) },
  };
}

function categoryAxis(names: readonly string[], ink: string) {
  return { ...lines(ink), type: "category", data: [...names], axisTick: { show: false }, axisLabel: { color: ink } };
}

function lines(ink: string) {
  return {
    axisLine: { show: true, onZero: false, lineStyle: { color: ink } },
    axisTick: { lineStyle: { color: ink } },
    splitLine: { lineStyle: { color: ink, opacity: 0.15 } },
  };
}

/** The library makes room for the name, from the widths of the labels. */
function nameUnder(name: string) {
  return { name, nameLocation: "middle", nameGap: 12 };
}

function nameBeside(name: string) {
  return { ...nameUnder(name), nameRotate: 90 };
}
