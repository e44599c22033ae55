// Charts as SVG text, drawn by Apache ECharts without a page (https://echarts.apache.org/handbook/en/how-to/cross-platform/server).

import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import type { Chart } from "./chartData.js";
import { chartOption } from "./chartOption.js";
import { checkChart } from "./checkChart.js";
import { escapeHtml } from "./html.js";

/** For a white background, a dark one, or a page: no background, and the color of the text around it. */
export type ChartTheme = "light" | "dark" | "page";

export interface DrawOptions {
  /** In pixels. Default: 640. */
  readonly width?: number;
  /** In pixels. Default: 400. */
  readonly height?: number;
  /** Default: `light`. */
  readonly theme?: ChartTheme;
}

const themes: { readonly [T in ChartTheme]: { readonly ink: string; readonly ground: string } } = {
  light: { ink: "#24292f", ground: "#ffffff" },
  dark: { ink: "#e6edf3", ground: "#0d1117" },
  page: { ink: "currentColor", ground: "none" },
};

/** A chart as the text of a self-contained SVG file. The library is loaded at the first call. */
export async function drawChart(chart: Chart, options: DrawOptions = {}): Promise<string> {
  checkChart(chart);
  checkOptions("drawChart", options, { width: "number", height: "number", theme: "string" });
  const { width = 640, height = 400, theme = "light" } = options;
  checkCount("drawChart", "width", width);
  checkCount("drawChart", "height", height);
  const echarts = await import("./echarts.js");
  const { ink, ground } = entryByName("drawChart: theme", themes, theme);
  const instance = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    instance.setOption({ ...chartOption(chart, { ink, width }), backgroundColor: ground });
    return asStill(instance.renderToSVGString(), chart.title);
  } finally {
    instance.dispose();
  }
}

/**
 * The library draws for interactive pages and numbers the drawings of a process. Here a drawing is still, has a name for
 * screen readers, and the same chart always gives the same text.
 */
function asStill(svg: string, title: string): string {
  return svg
    .replace("<svg ", `<svg role="img" aria-label="${escapeHtml(title)}" `)
    .replace(/<style[\s\S]*?<\/style>\s*/, "")
    .replaceAll(/ (?:class|ecmeta_\w+)="[^"]*"/g, "")
    .replaceAll(/\bzr\d+(?=-c\d)/g, title.replaceAll(/\W+/g, "-"));
}
