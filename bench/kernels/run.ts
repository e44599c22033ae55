// The kernel part: every convolution and product of MobileNetV2, against the machine's peak and TensorFlow.js.

import { type BackendName, loadBackend, wasmBackend } from "linnet";
import { formatTable } from "../table.ts";
import { backendContender, type Contender, measureShape, type ShapeResult, type Timing } from "./measure.ts";
import { openPeak } from "./peak.ts";
import { kernelShapes } from "./shapes.ts";

export interface KernelOptions extends Timing {
  readonly alpha: number;
  readonly size: number;
  /** Only so many shapes. */
  readonly limit: number;
  /** Other backends of linnet to measure beside wasm on one thread. */
  readonly backends: readonly BackendName[];
}

export async function measureKernels(options: KernelOptions): Promise<readonly ShapeResult[]> {
  const { alpha, size, limit, backends, rounds, milliseconds } = options;
  const contenders: Contender[] = [backendContender("wasm", await wasmBackend({ threads: 1 }))];
  for (const name of backends) contenders.push(backendContender(name, await loadBackend(name)));
  const peer = await tfjs();
  if (peer !== null) contenders.push(peer);
  const peak = await openPeak();
  const results: ShapeResult[] = [];
  const shapes = kernelShapes({ alpha, size }).slice(0, limit);
  for (const shape of shapes) {
    results.push(await measureShape(shape, contenders, { peak, rounds, milliseconds }));
    if (process.stderr.isTTY) process.stderr.write(`\r${results.length} of ${shapes.length} shapes`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return results;
}

async function tfjs(): Promise<Contender | null> {
  try {
    return await (await import("./tfjs.ts")).tfjsContender();
  } catch (error) {
    console.log(`tfjs-wasm: skipped, it could not be started: ${(error as Error).message}`);
    return null;
  }
}

/** A line a shape: GFLOP/s of each, linnet's part of the peak, and how many times as fast as the peer it is. */
export function formatKernels(results: readonly ShapeResult[]): string {
  const names = Object.keys(results[0]!.times);
  const others = names.slice(1);
  const header = ["kernel, one thread", "times", "MMAC", "peak", "wasm GFLOP/s", "of peak"];
  const rows = results.map(({ label, count, multiplyAdds, peak, times }) => {
    const own = times.wasm!;
    const beside = others.flatMap((name) => {
      const { gflops, servedBy } = times[name]!;
      return [`${gflops.toFixed(1)}${servedBy === "reference" ? "*" : ""}`, (own.gflops / gflops).toFixed(2)];
    });
    const figures = [(multiplyAdds / 1e6).toFixed(2), peak.toFixed(1), own.gflops.toFixed(1)];
    return [label, `${count}`, ...figures, (own.gflops / peak).toFixed(2), ...beside];
  });
  const totals = names.map((name) => {
    const total = results.reduce((sum, { count, times }) => sum + count * times[name]!.milliseconds, 0);
    return `${name}: ${total.toFixed(1)} ms for all of these kernels of one picture`;
  });
  const columns = [...header, ...others.flatMap((name) => [`${name} GFLOP/s`, `wasm/${name}`])];
  const note = others.includes("gpu") ? ["* served by the op's own loop"] : [];
  return [formatTable(columns, rows), "", ...totals, ...note].join("\n");
}
