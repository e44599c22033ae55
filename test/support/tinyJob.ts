// What jobs are tested with: a few drawn faces, and a small network with random weights.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobControl, JobEvent } from "../../src/jobs/events.js";
import type { TrainOptions } from "../../src/jobs/train/options.js";
import { writeBaseWeights } from "./baseWeights.js";
import { writeFaces } from "./command.js";

export interface TinyJob {
  readonly folder: string;
  /** Holds a folder of faces for each class. */
  readonly faces: string;
  readonly weights: string;
  /** Those of a training that takes a second. */
  readonly options: TrainOptions;
  /** A path in the folder. */
  file(name: string): string;
  remove(): void;
}

/** @param count faces of each class */
export async function tinyJob(name: string, count: number): Promise<TinyJob> {
  const folder = mkdtempSync(join(tmpdir(), `linnet-${name}-`));
  const file = (path: string): string => join(folder, path);
  const [faces, weights] = [file("faces"), file("weights.safetensors")];
  writeFaces(faces, count);
  await writeBaseWeights(weights);
  const options = {
    base: "mobilenetv2",
    weights,
    alpha: 0.35,
    size: 32,
    hidden: 8,
    batchSize: 8,
    augment: false,
  } as const;
  return {
    folder,
    faces,
    weights,
    options: { ...options, epochs: 2, learningRate: 0.01, threads: 1 },
    file,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Keeps the events of a job as a page gets them: posted, and so copied. */
export function recordEvents(onEvent: (event: JobEvent) => void = () => {}): {
  readonly events: JobEvent[];
  readonly control: JobControl;
} {
  const events: JobEvent[] = [];
  const keep = (event: JobEvent): void => {
    events.push(structuredClone(event));
    onEvent(event);
  };
  return { events, control: { onEvent: keep } };
}

/** Aborts at the first event of which this holds. */
export function abortAt(isTime: (event: JobEvent) => boolean): {
  readonly events: JobEvent[];
  readonly control: JobControl;
} {
  const controller = new AbortController();
  const { events, control } = recordEvents((event) => {
    if (isTime(event)) controller.abort();
  });
  return { events, control: { ...control, signal: controller.signal } };
}

/** The events of one kind. */
export function ofKind<Kind extends JobEvent["kind"]>(
  events: readonly JobEvent[],
  kind: Kind,
): Extract<JobEvent, { readonly kind: Kind }>[] {
  return events.filter((event): event is Extract<JobEvent, { readonly kind: Kind }> => event.kind === kind);
}

/** The error with which it is refused. */
export async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("expected it to be refused");
}
