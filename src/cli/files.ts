// The files of commands: what they write, what it is called where nobody names it, and whose version it is.

import { OptionError } from "../jobs/optionError.js";
import type { RunCheckpoint } from "../jobs/train/options.js";
import { writeOutput } from "../model/writeOutput.js";
import { readFile } from "../platform/index.js";
import { packageFile } from "../platform/packageFile.js";
import type { LineChart } from "../report/chartData.js";

/** Data for other programs, in lines that a person can read. */
export function writeJson(path: string, data: unknown): Promise<void> {
  return writeOutput("the JSON", path, `${JSON.stringify(data, null, 2)}\n`);
}

const isPng = (path: string): boolean => /\.png$/i.test(path);

/** Known before the work. @throws OptionError if the file is of another kind */
export function checkDrawing(option: string, path: string | undefined): void {
  if (path === undefined || isPng(path) || /\.svg$/i.test(path)) return;
  throw new OptionError(option, `expected a file name that ends with .svg or .png, got ${path}`);
}

/** A chart as SVG or PNG, as the file's name ends. */
export async function writeChart(path: string, chart: LineChart): Promise<void> {
  // Loaded here, for commands that draw nothing start without it.
  const { drawChart } = await import("../report/chart.js");
  await writeDrawing(path, await drawChart(chart));
}

/** The text of an SVG file, as that or as PNG. */
export async function writeDrawing(path: string, svg: string): Promise<void> {
  await writeOutput("the drawing", path, isPng(path) ? await (await import("../report/png.js")).svgToPng(svg) : svg);
}

/** Beside the model: `linnet-model-report.html` for `linnet-model.safetensors`. */
export function reportBeside(output: string): string {
  return `${output.replace(/\.safetensors$/, "")}-report.html`;
}

/** Beside the model: `linnet-model.checkpoint.safetensors` for `linnet-model.safetensors`. */
export function checkpointBeside(output: string): string {
  return `${output.replace(/\.safetensors$/, "")}.checkpoint.safetensors`;
}

/** What `--resume [file]` says: a run is always kept, and goes on only where the option was given. */
export function checkpointFor(resume: true | string | undefined, beside: string): RunCheckpoint {
  return { file: typeof resume === "string" ? resume : beside, resume: resume !== undefined };
}

/** linnet's own. */
export async function readVersion(): Promise<string> {
  return JSON.parse(new TextDecoder().decode(await readFile(packageFile("linnet/package.json")))).version;
}
