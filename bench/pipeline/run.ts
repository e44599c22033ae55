// The pipeline part: from photographs on disk to a trained head, beside PyTorch with Pillow.

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openImageLoader, readImageFolder } from "linnet";
import { buildScript } from "../build.ts";
import { assertAgree } from "../compare.ts";
import { prepareModel } from "../peers/model.ts";
import { LibraryProcess, type Program } from "../process.ts";
import { pytorchVariables } from "../python/allocator.ts";
import { pythonProgram, whyMissing } from "../python/environments.ts";
import { formatTable, progress, skipped } from "../report.ts";
import type { PipelineOptions, PipelineReady, PipelineRun } from "./work.ts";

export interface PipelineResult extends PipelineRun {
  readonly library: string;
  readonly threads: number;
  readonly photographs: number;
  readonly epochs: number;
}

const folder = fileURLToPath(new URL("../../../shared/data/face-mask", import.meta.url));

/** Their features are compared before anything is timed. */
const CHECKED = 4;

export interface PipelineChoice {
  /** So many photographs, or all where there are fewer. */
  readonly limit: number;
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

/** Null where there are no photographs. */
export async function measurePipeline(choice: PipelineChoice): Promise<readonly PipelineResult[] | null> {
  if (!existsSync(folder)) {
    skipped("photographs to a trained head", "there is no ../shared/data/face-mask");
    return null;
  }
  const runner = await buildScript(new URL("linnet.ts", import.meta.url));
  try {
    const options = await prepare(choice.limit, dirname(runner));
    const wanted = findContenders(runner, options).filter(
      ({ library }) => library === "linnet" || (choice.names?.includes(library) ?? true),
    );
    return await runInTurn(wanted, options);
  } finally {
    rmSync(dirname(runner), { recursive: true });
  }
}

interface Contender {
  readonly library: string;
  readonly program: Program;
}

function findContenders(runner: string, options: PipelineOptions): Contender[] {
  // The names of all photographs are too long for a command line.
  const file = join(dirname(runner), "options.json");
  writeFileSync(file, JSON.stringify(options));
  const own = { command: process.execPath, parameters: [runner, file] };
  const why = whyMissing("pytorch");
  if (why !== null) {
    skipped("PyTorch's photographs", why);
    return [{ library: "linnet", program: own }];
  }
  const torch = pythonProgram("pytorch", {
    script: "pipeline/torch_pipeline.py",
    parameters: [file],
    threads: options.threads,
    variables: pytorchVariables(),
  });
  return [
    { library: "linnet", program: own },
    { library: "PyTorch", program: torch },
  ];
}

/** Photographs at even distances, so that both classes keep their part. */
async function prepare(limit: number, into: string): Promise<PipelineOptions> {
  const { files, labels } = await readImageFolder(folder);
  const count = Math.min(limit, files.length);
  const chosen = Array.from({ length: count }, (_, index) => Math.floor((index * files.length) / count));
  const pixels = join(into, "pixels");
  const sources = chosen.map((index) => files[index]!);
  const loader = openImageLoader({
    preprocess: "minusOneToOne",
    sources: sources.slice(0, CHECKED),
    size: { width: 224, height: 224 },
    threads: 0,
  });
  for await (const { images } of loader.batches()) writeFileSync(pixels, images);
  await loader.close();
  return {
    files: sources,
    labels: chosen.map((index) => labels[index]!),
    weights: prepareModel().safetensors,
    pixels,
    threads: 2,
    workers: 1,
    epochs: 20,
  };
}

async function runInTurn(
  contenders: readonly Contender[],
  { threads, files, epochs }: PipelineOptions,
): Promise<PipelineResult[]> {
  const results: PipelineResult[] = [];
  let expected: readonly number[] | null = null;
  for (const { library, program } of contenders) {
    progress(`photographs: ${library}`);
    const process = await LibraryProcess.start<PipelineReady>(program);
    try {
      expected ??= process.ready.features;
      const name = `${library}'s features`;
      assertAgree({ name, values: process.ready.features }, { name: "linnet's", values: expected }, 1e-3);
      const run = await process.ask<PipelineRun>("run");
      results.push({ ...run, library, threads, photographs: files.length, epochs });
    } finally {
      await process.close();
    }
  }
  progress("");
  return results;
}

/** Milliseconds of everything, for each photograph. */
export function millisecondsEach({ featureMilliseconds, headMilliseconds, photographs }: PipelineResult): number {
  return (featureMilliseconds + headMilliseconds) / photographs;
}

export function formatPipeline(results: readonly PipelineResult[]): string {
  const own = results[0]!;
  const rows = results.map((result) => {
    const { library, threads, photographs, epochs, featureMilliseconds, headMilliseconds, accuracy } = result;
    const ratio = (millisecondsEach(result) / millisecondsEach(own)).toFixed(2);
    return [
      `${library}, ${photographs} photographs`,
      `${threads}`,
      (featureMilliseconds / photographs).toFixed(2),
      (headMilliseconds / photographs).toFixed(2),
      millisecondsEach(result).toFixed(2),
      library === "linnet" ? "" : `${ratio} x as fast`,
      `${epochs}`,
      accuracy.toFixed(3),
    ];
  });
  const header = ["ms a photograph", "threads", "features", "head", "together", "linnet is", "epochs", "accuracy"];
  return formatTable(header, rows);
}
