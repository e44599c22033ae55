// The data of a chart.

export interface Axis {
  readonly label: string;
  /** Default: `linear`. */
  readonly scale?: "linear" | "log";
  /** The ratio of neighboring lines of a log scale. Default: 10. */
  readonly base?: number;
  /** The ends. Default: round numbers around the data. */
  readonly min?: number;
  readonly max?: number;
  /** Whether it counts something, and has no marks between whole numbers. Default: false. */
  readonly wholeNumbers?: boolean;
  /** How numbers are written. Default: as they are. */
  readonly format?: (value: number) => string;
}

export interface PointSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Default: the next of the palette. */
  readonly color?: string;
  /** How a line is drawn. Default: solid. */
  readonly stroke?: Stroke;
  /** Whether every point of a line has a mark. Default: false. */
  readonly marks?: boolean;
}

type Stroke = "solid" | "dashed" | "dotted";

export interface LineChart {
  readonly kind: "line";
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly PointSeries[];
  /** Whether the series are named below the chart. Default: true if there are several. */
  readonly legend?: boolean;
}

export interface ScatterChart extends Omit<LineChart, "kind"> {
  readonly kind: "scatter";
  /** Diameter of a point in pixels. Default: 6. */
  readonly size?: number;
  /** Whether the series are named at their points and not below the chart. Default: false. */
  readonly namesPoints?: boolean;
}

export interface BarChart {
  readonly kind: "bar";
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly categories: readonly string[];
  /** The name of the axis of categories. */
  readonly label: string;
  /** The least width of category names, in pixels, so that charts below each other line up. Default: 0. */
  readonly nameWidth?: number;
  readonly values: Axis;
  /** Whether bars are horizontal, the first category on top. Default: false. */
  readonly horizontal?: boolean;
  readonly series: readonly BarSeries[];
}

export interface BarSeries {
  readonly name: string;
  /** One for every category. */
  readonly values: readonly number[];
  /** The text at each bar. Default: its value. */
  readonly labels?: readonly string[];
  /** Default: the next of the palette. */
  readonly color?: string;
}

/** Cells, the darker the larger, with their numbers. */
export interface HeatMap {
  readonly kind: "heatMap";
  readonly title: string;
  /** A line below the title. */
  readonly subtitle?: string;
  readonly columns: { readonly label: string; readonly names: readonly string[] };
  /** The first is on top. */
  readonly rows: { readonly label: string; readonly names: readonly string[] };
  /** A row of numbers for each of `rows`. */
  readonly values: readonly (readonly number[])[];
  readonly format?: (value: number) => string;
}

export type Chart = LineChart | ScatterChart | BarChart | HeatMap;

/** Distinct on white, on black, and for people who cannot tell red from green. */
export const palette = ["#2f81d7", "#e0802b", "#2a9d74", "#c2529b", "#8a7a1f", "#7a6fd0"] as const;
