// The kernel part: every convolution and product of MobileNetV2, against the machine's peak and TensorFlow.js.

import { type BackendName, loadBackend, wasmBackend } from "linnet";
import { formatTable, progress, skipped } from "../report.ts";
import { backendContender, type Contender, measureShape, type ShapeResult, type Timing } from "./measure.ts";
import { openInt8Peak, openPeak } from "./peak.ts";
import { kernelShapes } from "./shapes.ts";

export interface KernelOptions extends Timing {
  readonly alpha: number;
  readonly size: number;
  /** Only so many shapes. */
  readonly shapes: number;
  /** Other backends of linnet to measure beside wasm on one thread. */
  readonly backends: readonly BackendName[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

export async function measureKernels(options: KernelOptions): Promise<readonly ShapeResult[]> {
  const { alpha, size, backends, rounds, milliseconds } = options;
  const own = await wasmBackend({ threads: 1 });
  const contenders: Contender[] = [backendContender("wasm", own)];
  for (const name of backends) contenders.push(backendContender(name, await loadBackend(name)));
  const peer = (options.names?.includes("tfjs-wasm") ?? true) ? await tfjs() : null;
  if (peer !== null) contenders.push(peer);
  const peak = await openPeak();
  const int8 = { backend: own, peak: await openInt8Peak() };
  const results: ShapeResult[] = [];
  const shapes = kernelShapes({ alpha, size }).slice(0, options.shapes);
  for (const shape of shapes) {
    results.push(await measureShape(shape, contenders, { peak, int8, rounds, milliseconds }));
    progress(`${results.length} of ${shapes.length} shapes`);
  }
  progress("");
  return results;
}

async function tfjs(): Promise<Contender | null> {
  try {
    return await (await import("./tfjs.ts")).tfjsContender();
  } catch (error) {
    skipped("tfjs-wasm", `it could not be started: ${(error as Error).message}`);
    return null;
  }
}

/** The pointwise shapes, rows x inputs x outputs, that are held to the machine's peak. */
const markedProducts = ["3136x24x144", "784x32x192", "196x64x384", "196x96x576", "49x160x960", "49x320x1280"].map(
  (shape) => `pointwise ${shape}`,
);

/** The part of the peak that the slowest of the marked products reaches, or null where none was measured. */
export function slowestProduct(results: readonly ShapeResult[]): number | null {
  return lowest(results.filter(({ label }) => markedProducts.includes(label)).map(({ ofPeak }) => ofPeak));
}

/** How many times as fast as the peer the depthwise kernel is that gains least, or null where none was compared. */
export function slowestDepthwise(results: readonly ShapeResult[]): number | null {
  const depthwise = results.filter(({ kind, times }) => kind === "depthwise" && times["tfjs-wasm"] !== undefined);
  return lowest(depthwise.map((result) => timesAsFast(result, "tfjs-wasm")));
}

function lowest(ratios: readonly number[]): number | null {
  return ratios.length === 0 ? null : Math.min(...ratios);
}

function timesAsFast({ times }: ShapeResult, other: string): number {
  return times.wasm!.gflops / times[other]!.gflops;
}

/** A line a shape: GFLOP/s of each, linnet's part of the peak, and how many times as fast as the others it is. */
export function formatKernels(results: readonly ShapeResult[]): string {
  const names = Object.keys(results[0]!.times);
  const others = names.slice(1);
  const header = [
    "kernel, one thread",
    "mark 2",
    "times",
    "MMAC",
    `${results[0]!.instruction} peak`,
    "wasm GFLOP/s",
    "of peak",
  ];
  const rows = results.map((result) => {
    const { label, count, multiplyAdds, peak, ofPeak, times } = result;
    const beside = others.flatMap((name) => {
      const { gflops, servedBy } = times[name]!;
      return [`${gflops.toFixed(1)}${servedBy === "reference" ? "*" : ""}`, timesAsFast(result, name).toFixed(2)];
    });
    const figures = [(multiplyAdds / 1e6).toFixed(2), peak.toFixed(1), times.wasm!.gflops.toFixed(1)];
    return [label, markOf(result), `${count}`, ...figures, ofPeak.toFixed(2), ...beside, ...int8Of(result)];
  });
  const totals = names.map((name) => {
    const total = results.reduce((sum, { count, times }) => sum + count * times[name]!.milliseconds, 0);
    return `${name}: ${total.toFixed(1)} ms for all of these kernels of one picture`;
  });
  const instruction = results.find(({ int8 }) => int8 !== null)?.int8?.instruction ?? "int8";
  const columns = [
    ...[...header, ...others.flatMap((name) => [`${name} GFLOP/s`, `wasm/${name}`])],
    ...[`${instruction} peak`, "int8 GOP/s", "of peak", "int8 is"],
  ];
  const isServedPlainly = results.some(({ times }) => others.some((name) => times[name]!.servedBy === "reference"));
  if (results.every(({ int8 }) => int8 !== null)) {
    const total = results.reduce((sum, { count, int8 }) => sum + count * int8!.milliseconds, 0);
    totals.push(`wasm int8: ${total.toFixed(1)} ms`);
  }
  return [
    formatTable(columns, rows),
    "",
    ...totals,
    ...(isServedPlainly ? ["* served by the op's own loop"] : []),
  ].join("\n");
}

function int8Of({ int8, times }: ShapeResult): readonly string[] {
  if (int8 === null) return ["", "", "", ""];
  const { peak, gops, ofPeak, milliseconds } = int8;
  return [
    peak.toFixed(1),
    gops.toFixed(1),
    ofPeak.toFixed(2),
    `${(times.wasm!.milliseconds / milliseconds).toFixed(2)} x as fast`,
  ];
}

function markOf(result: ShapeResult): string {
  if (markedProducts.includes(result.label)) return result.ofPeak >= 0.85 ? "reached" : "missed";
  if (result.kind !== "depthwise" || result.times["tfjs-wasm"] === undefined) return "";
  return timesAsFast(result, "tfjs-wasm") >= 2 ? "reached" : "missed";
}
