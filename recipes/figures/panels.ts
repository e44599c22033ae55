// Several charts as one drawing, in rows.

import { type Chart, type DrawOptions, drawChart } from "linnet";
import { escapeHtml } from "../../src/report/html.js";

export interface PanelOptions extends DrawOptions {
  /** Charts in a row; all in one. */
  readonly columns?: number;
  /** Of each chart, in pixels; 320. */
  readonly width?: number;
  /** Of each chart, in pixels; 300. */
  readonly height?: number;
}

/** The text of an SVG file. The titles of the charts must differ, for the drawing's own names are made of them. */
export async function drawPanels(charts: readonly Chart[], options: PanelOptions = {}): Promise<string> {
  const { columns = charts.length, width = 320, height = 300, ...common } = options;
  const drawn = await Promise.all(charts.map((chart) => drawChart(chart, { ...common, width, height })));
  const placed = drawn.map((svg, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    return svg.replace("<svg ", `<svg x="${column * width}" y="${row * height}" `);
  });
  const [wide, high] = [columns * width, Math.ceil(charts.length / columns) * height];
  const size = `width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}"`;
  const name = escapeHtml(charts.map(({ title }) => title).join("; "));
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${name}" ${size}>\n${placed.join("\n")}\n</svg>\n`;
}
