// What jobs are tested with: a few drawn faces, and a small network with random weights.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobControl, JobEvent } from "../../src/jobs/events.js";
import type { TrainOptions } from "../../src/jobs/train/options.js";
import { Conv2D, Dense, DepthwiseConv2D, Flatten, input } from "../../src/layers/index.js";
import { Sequential } from "../../src/train/sequential.js";
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

/** The options of a training on a base of four layers from a file, where the kind of the network does not matter. */
export async function onFewLayers({ file, options }: TinyJob): Promise<TrainOptions> {
  const { weights: _, alpha: __, size: ___, ...common } = options;
  const base = file("few-layers.safetensors");
  const network = new Sequential([
    input({ shape: [32, 32, 3] }),
    new Conv2D({ filters: 16, kernelSize: 3, strides: 4, padding: "same", activation: "relu6" as const, seed: 1 }),
    new DepthwiseConv2D({ kernelSize: 3, strides: 2, padding: "same", activation: "relu6" as const, seed: 2 }),
    new Conv2D({ filters: 640, kernelSize: 1, activation: "relu6" as const, seed: 3 }),
    new Flatten({}),
    new Dense({ units: 2, seed: 4 }),
  ]);
  network.record = { classes: ["a", "b"], preprocessing: { mode: "tf", resize: "bilinear" } };
  await network.save(base);
  return { ...common, base };
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
