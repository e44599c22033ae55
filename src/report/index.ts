// Charts and reports.

export { type ChartTheme, type DrawOptions, drawChart } from "./chart.js";
export type { Axis, BarChart, Chart, HeatMap, LineChart, PointSeries, ScatterChart } from "./chartData.js";
export type { ExplainedPicture, HeatValues } from "./explainedPicture.js";
export { type HistoryChartOptions, historyChart } from "./historyChart.js";
export { type PngOptions, svgToPng } from "./png.js";
export type { RunRecord, SplitFigures, TrainingReport } from "./reportData.js";
export { renderTrainingReport } from "./trainingReport.js";
