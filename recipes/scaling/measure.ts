// The curves: time and memory against one length, all others as they are.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type MeasuredPoint, type NetworkPoint, openPoints, type Point } from "./measurePoint.js";
import { fillFolder, writeBase } from "./photographs.js";

export type CurveName = "batch" | "side" | "width" | "photographs";

/** Milliseconds are of all pictures or photographs of the point together. */
export interface CurvePoint extends MeasuredPoint {
  readonly at: number;
  /** How many pictures or photographs share the time. */
  readonly count: number;
}

export interface Curve {
  readonly name: CurveName;
  /** As `prediction, MobileNetV2 1.0 at 224`. */
  readonly what: string;
  readonly points: readonly CurvePoint[];
}

export interface Measurement {
  readonly machine: string;
  readonly date: string;
  readonly seconds: number;
  readonly curves: readonly Curve[];
  /** Why the largest folder was left out, if it was. */
  readonly leftOut: string | null;
}

export interface Lengths {
  readonly batch: readonly number[];
  readonly side: readonly number[];
  readonly width: readonly number[];
  readonly photographs: readonly number[];
  readonly rounds: number;
}

export const lengths: Lengths = {
  batch: [1, 2, 4, 8, 16, 32, 64, 128],
  side: [96, 128, 160, 192, 224, 256, 288, 320],
  width: [0.35, 0.5, 0.75, 1, 1.3, 1.4],
  photographs: [100, 1000, 10_000, 100_000],
  rounds: 7,
};

/** Enough to see that the script works. */
export const quickLengths: Lengths = {
  batch: [1, 2],
  side: [96, 128],
  width: [0.35, 0.5],
  photographs: [20, 40],
  rounds: 1,
};

/** What is done to networks, and with which lengths where another one is varied. */
const works = {
  predict: { title: "prediction", alpha: 1, size: 224, batch: 1 },
  step: { title: "training step", alpha: 0.35, size: 96, batch: 8 },
} as const;

/** A batch, a side or a width as a part of a point. */
const varied = {
  batch: (batch: number) => ({ batch }),
  side: (size: number) => ({ size }),
  width: (alpha: number) => ({ alpha }),
} as const;

type MeasurePoint = (point: Point) => MeasuredPoint;

export async function measureScaling(chosen: Lengths, onProgress: (text: string) => void): Promise<Measurement> {
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "linnet-scaling-"));
  try {
    const measurePoint = await openPoints(folder);
    const told: MeasurePoint = (point) => {
      onProgress(JSON.stringify(point));
      return measurePoint(point);
    };
    const names = ["batch", "side", "width"] as const;
    const curves = names.flatMap((name) =>
      (["predict", "step"] as const).map((work) => networkCurve(name, work, chosen, told)),
    );
    const { curve, leftOut } = folderCurve(folder, chosen.photographs, told);
    return { ...where(), seconds: (performance.now() - start) / 1000, curves: [...curves, curve], leftOut };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function where(): Pick<Measurement, "machine" | "date"> {
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const machine = `${processor}, ${availableParallelism()} threads, Node ${process.versions.node}`;
  return { machine, date: new Date().toISOString().slice(0, 10) };
}

function networkCurve(
  name: keyof typeof varied,
  work: keyof typeof works,
  chosen: Lengths,
  measurePoint: MeasurePoint,
): Curve {
  const { title, ...fixed } = works[work];
  const points = chosen[name].map((at) => {
    const point: NetworkPoint = { work, ...fixed, ...varied[name](at), rounds: chosen.rounds };
    return { at, count: point.batch, ...measurePoint(point) };
  });
  const { alpha, size, batch } = fixed;
  const parts = { width: `width ${alpha}`, side: `side ${size}`, batch: `batch ${batch}` };
  const others = Object.entries(parts).filter(([part]) => part !== name);
  return { name, what: `${title}, ${others.map(([, text]) => text).join(", ")}`, points };
}

/** A training that would take longer is left out. */
const LONGEST = 600_000;
/** How many times as long ten times the photographs take, where all pairs are compared and that is most of it. */
const WORST_GROWTH = 30;

function folderCurve(temporary: string, counts: readonly number[], measurePoint: MeasurePoint) {
  const [folder, base] = [join(temporary, "photographs"), join(temporary, "base.safetensors")];
  const points: CurvePoint[] = [];
  writeBase(base);
  for (const [place, at] of counts.entries()) {
    const before = points.at(-1);
    if (before !== undefined && at >= 10 * before.at && WORST_GROWTH * before.milliseconds > LONGEST) break;
    fillFolder(folder, counts[place - 1] ?? 0, at);
    points.push({ at, count: at, ...measurePoint({ work: "train", folder, base }) });
  }
  const missing = counts[points.length];
  const leftOut =
    missing === undefined ? null : `${missing} photographs, which might have taken over ${LONGEST / 60_000} minutes`;
  return { curve: { name: "photographs", what: "a head on a tiny base, one epoch", points } as const, leftOut };
}
