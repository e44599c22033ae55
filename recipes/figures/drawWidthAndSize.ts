// The figure of widths and sizes, as four charts.

import type { Axis, LineChart } from "linnet";
import { drawPanels } from "./panels.js";
import { type SettingErrors, WIDTHS_INPUT_SIZE, type WidthAndSize } from "./widthAndSize.js";

/** The errors above, what they cost below; widths on the left, sizes on the right. */
export function drawWidthAndSize({ widths, sizes }: WidthAndSize): Promise<string> {
  const width: Setting = {
    axis: { label: "width multiplier", min: 0, max: 1 },
    nameOf: (value) => `width ${value}`,
  };
  const size: Setting = {
    axis: { label: "height and width of the input, pixels", min: 0 },
    nameOf: (value) => `${value} pixels`,
  };
  const charts = [
    errorChart(`Trained from random weights at ${WIDTHS_INPUT_SIZE} x ${WIDTHS_INPUT_SIZE}`, width, widths),
    errorChart("ImageNet weights of width 1", size, sizes),
    costChart(`Multiply-adds at ${WIDTHS_INPUT_SIZE} x ${WIDTHS_INPUT_SIZE}`, width.axis, widths),
    costChart("Multiply-adds of width 1", size.axis, sizes),
  ];
  return drawPanels(charts, { columns: 2, width: 440, height: 300 });
}

interface Setting {
  readonly axis: Axis;
  /** One value of it, in words. */
  readonly nameOf: (value: number) => string;
}

/** The errors on an axis from zero. A setting that is far off would press the others down: it is named, and not drawn. */
function errorChart(title: string, { axis, nameOf }: Setting, results: readonly SettingErrors[]): LineChart {
  const outlier = outlierOf(results);
  const drawn = results.filter((one) => one !== outlier);
  const line = (name: string, figure: (errors: readonly number[]) => number) => ({
    name,
    points: drawn.map(({ setting, errors }) => [setting, 100 * figure(errors)] as const),
  });
  return {
    kind: "line",
    title,
    subtitle:
      outlier === null
        ? ""
        : `${nameOf(outlier.setting)}: ${(100 * mean(outlier.errors)).toFixed(0)} %, above this axis`,
    x: axis,
    y: { label: "held-out error, %", min: 0 },
    series: [
      { ...line("mean of the starts", mean), marks: true },
      { ...line("best and worst", (errors) => Math.min(...errors)), color: SPREAD, stroke: "dashed" },
      { ...line("best and worst", (errors) => Math.max(...errors)), color: SPREAD, stroke: "dashed" },
    ],
  };
}

const SPREAD = "#8c959f";

/** How many times the worst error of all others an error has to be to count as far off. */
const FAR = 4;

/** The one setting all of whose errors are far off, or null. */
function outlierOf(results: readonly SettingErrors[]): SettingErrors | null {
  const byError = results.toSorted((a, b) => mean(b.errors) - mean(a.errors));
  const [first, ...others] = byError;
  return first !== undefined && others.length > 0 && Math.min(...first.errors) > FAR * worstOf(others) ? first : null;
}

function worstOf(results: readonly SettingErrors[]): number {
  return Math.max(...results.flatMap(({ errors }) => errors));
}

function mean(errors: readonly number[]): number {
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function costChart(title: string, x: Axis, results: readonly SettingErrors[]): LineChart {
  const points = results.map(({ setting, multiplyAdds }) => [setting, multiplyAdds / 1e6] as const);
  return {
    kind: "line",
    title,
    x,
    y: { label: "million multiply-adds", min: 0 },
    series: [{ name: "multiply-adds", points, marks: true }],
  };
}
