// Photographs that MobileNetV2 sees as the same: turned, shifted and cropped copies, which no hash of pixels finds.

import { compile } from "../backends/compile.js";
import type { Pair } from "../data/health/nearDuplicates.js";
import { type ImageLoader, openImageLoader } from "../data/loader/imageLoader.js";
import { pretrainedBase } from "../models/pretrainedBase.js";
import { matMul } from "../tensor/ops/matMul.js";
import { Tensor } from "../tensor/tensor.js";
import type { Model } from "../train/model.js";
import { startProgress } from "./progress.js";
import { readWeights } from "./weights.js";

/** The least cosine of pooled features; about nine in ten pairs above it show one photograph (docs/decisions). */
const LEAST_COSINE = 0.9;
/** Height and width at which the weights were trained. */
const SIZE = 224;
/** The photographs that are compared with all at once. */
const CHUNK = 256;

/** Pairs of files, as places in the list. @throws LinnetError naming the weights, where they do not fit MobileNetV2 1.0 */
export async function pairsByFeatures(files: readonly string[], weights: string): Promise<Pair[]> {
  const model = pretrainedBase(SIZE, await readWeights(weights));
  const loader = openImageLoader({ sources: files, size: { width: SIZE, height: SIZE }, batchSize: 8 });
  try {
    return await pairsByCosine(await unitFeatures(model, loader, files.length));
  } finally {
    await loader.close();
    await model.close();
  }
}

/** `[count, features]`, each row of length 1; 0 for a photograph that cannot be read, which is then like no other. */
async function unitFeatures(model: Model, loader: ImageLoader, count: number): Promise<Tensor> {
  const length = model.outputShape[0]!;
  const rows = new Float32Array(count * length);
  const progress = startProgress("features", count, "photographs");
  let done = 0;
  for await (const { images, shape, indices } of loader.batches()) {
    const { values } = await model.predict(Tensor.from(images, shape), { batchSize: 8 });
    indices.forEach((index, row) => {
      const features = values.subarray(row * length, (row + 1) * length);
      const norm = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0));
      rows.set(
        features.map((value) => value / norm),
        index * length,
      );
    });
    done += indices.length;
    progress.update(done);
  }
  progress.stop();
  return Tensor.from(rows, [count, length]);
}

async function pairsByCosine(features: Tensor): Promise<Pair[]> {
  const [count, length] = features.shape as readonly [number, number];
  const cosines = await compile(
    (some, all) => matMul(some, all, { transposeB: true }),
    [
      [CHUNK, length],
      [count, length],
    ],
  );
  const pairs: Pair[] = [];
  const chunk = new Float32Array(CHUNK * length);
  for (let start = 0; start < count; start += CHUNK) {
    const used = Math.min(CHUNK, count - start);
    chunk.set(features.values.subarray(start * length, (start + used) * length));
    const [found] = await cosines(Tensor.from(chunk, [CHUNK, length]), features);
    for (let first = start; first < start + used; first += 1) {
      const row = found!.values.subarray((first - start) * count, (first - start + 1) * count);
      for (let second = first + 1; second < count; second += 1) {
        if (row[second]! >= LEAST_COSINE) pairs.push([first, second]);
      }
    }
  }
  await cosines.program.close();
  return pairs;
}
