// Charts and reports.

export { type ChartTheme, type DrawOptions, drawChart } from "./chart.js";
export type { Axis, BarChart, Chart, HeatMap, LineChart, PointSeries, ScatterChart } from "./chartOption.js";
export { type HistoryChartOptions, historyChart } from "./historyChart.js";
export { type PngOptions, svgToPng } from "./png.js";
