// Points of a curve, each in a process of its own, whose peak of memory is the point's.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface NetworkPoint {
  readonly work: "predict" | "step";
  /** Of MobileNetV2. */
  readonly alpha: number;
  readonly size: number;
  readonly batch: number;
  /** The median of so many. */
  readonly rounds: number;
}

export interface FolderPoint {
  readonly work: "train";
  readonly folder: string;
  /** A model's file. */
  readonly base: string;
}

export type Point = NetworkPoint | FolderPoint;

export interface MeasuredPoint {
  /** Of a prediction or a step of the whole batch, or of the whole training. */
  readonly milliseconds: number;
  /** The most memory that the process ever had. */
  readonly peakBytes: number;
}

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Makes plain JavaScript of what a point's process runs, which takes linnet as built, and returns how a point is measured. */
export async function openPoints(folder: string): Promise<(point: Point) => MeasuredPoint> {
  const outfile = join(folder, "point.mjs");
  const dist = fileOf("../../dist/node");
  await build({
    ...{ entryPoints: [fileOf("point.ts")], outfile, bundle: true, platform: "node", format: "esm", tsconfigRaw: {} },
    alias: { linnet: `${dist}/index.js`, "linnet/jobs": `${dist}/jobs.js` },
    external: [`${dist}/*`],
  });
  return (point) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, JSON.stringify(point)], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${JSON.stringify(point)}: ${stderr}`);
    return JSON.parse(stdout) as MeasuredPoint;
  };
}
