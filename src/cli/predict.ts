// linnet predict: what a trained model says of photographs.

import type { Command } from "commander";
import { type BackendName, loadBackend } from "../backends/index.js";
import { type ImageLoaderOptions, openImageLoader } from "../data/loader/imageLoader.js";
import type { ModelRecord } from "../model/networkFile.js";
import { readFile } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import type { Model } from "../train/model.js";
import { decodeModel } from "../train/modelFile.js";
import { classify } from "./classify.js";
import { backendOption } from "./options.js";

interface PredictOptions {
  readonly json: boolean;
  readonly backend: BackendName;
}

export function addPredictCommand(program: Command): void {
  program
    .command("predict")
    .description("say which class each photograph belongs to")
    .argument("<model>", "a model file that linnet has written")
    .argument("<files...>", "photographs, JPEG or PNG")
    .option("--json", "print JSON", false)
    .addOption(backendOption())
    .action(predict);
}

/** A model file, ready to predict. @throws LinnetError naming the file */
export async function openModel(path: string, backend: BackendName): Promise<{ model: Model; record: ModelRecord }> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LinnetError(`${path}: the model could not be read (${error instanceof Error ? error.message : error})`);
  });
  const opened = decodeModel(bytes, path);
  opened.model.useBackend(await loadBackend(backend));
  return opened;
}

/** Pictures as a model takes them; by default in batches of 8 at most. */
export function loaderFor(
  { inputShape }: Model,
  { preprocessing }: ModelRecord,
  sources: readonly string[],
  options: Partial<ImageLoaderOptions> = {},
) {
  const [height, width] = inputShape as readonly [number, number, number];
  return openImageLoader({
    sources,
    size: { width, height },
    preprocess: preprocessing.mode,
    resizeMethod: preprocessing.resize,
    batchSize: Math.min(8, sources.length),
    ...(sources.length === 1 && { threads: 0 }),
    ...options,
  });
}

async function predict(path: string, files: readonly string[], { json, backend }: PredictOptions): Promise<void> {
  const { model, record } = await openModel(path, backend);
  const loader = loaderFor(model, record, files);
  try {
    const results = await classify(model, loader, Uint32Array.from(files.keys()));
    const answers = results.map(({ index, label, probabilities }) => ({
      file: files[index]!,
      class: record.classes[label]!,
      probability: probabilities[label]!,
      probabilities: Object.fromEntries(record.classes.map((name, place) => [name, probabilities[place]!])),
    }));
    const errors = [...loader.skipped].map(([index, error]) => ({ file: files[index]!, error: error.message }));
    if (json) console.log(JSON.stringify([...answers, ...errors], null, 2));
    else
      for (const answer of answers)
        console.log(`${answer.file}: ${answer.class} (${(100 * answer.probability).toFixed(1)} %)`);
    for (const { error } of errors) console.error(`linnet: ${error}`);
    if (errors.length > 0) process.exitCode = 1;
  } finally {
    await loader.close();
    await model.close();
  }
}
