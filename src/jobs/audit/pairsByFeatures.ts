// Photographs that a network sees as the same: turned, shifted and cropped copies, which no hash of pixels finds.

import { compile } from "../../backends/compile.js";
import type { Pair } from "../../data/health/nearDuplicates.js";
import type { PictureSource } from "../../data/pictureSource.js";
import { defaultArchitecture } from "../../models/architectures.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { openBase } from "../base/openBase.js";
import { featureNetwork } from "../base/transferModel.js";
import type { JobControl } from "../events.js";
import { photographFeatures } from "../features.js";
import { openPictures } from "../openPictures.js";
import type { ReadingOptions } from "../reading.js";

/** The least cosine of pooled features; about nine in ten pairs above it show one photograph (docs/decisions). */
const LEAST_COSINE = 0.9;
/** Height and width at which the weights were trained. */
const SIZE = 224;
/** The photographs that are compared with all at once. */
const CHUNK = 256;

/** Pairs of photographs, as places in the list. @throws LinnetError naming the weights, if they do not fit */
export async function pairsByFeatures(
  sources: readonly PictureSource[],
  weights: string,
  reading: ReadingOptions,
  control: JobControl,
): Promise<Pair[]> {
  const { base, preprocessing } = await openBase(
    { architecture: defaultArchitecture, alpha: 1, size: SIZE, weights: { file: weights } },
    { seed: 0 },
  );
  const network = featureNetwork(base);
  const loader = openPictures({ inputShape: network.inputShape, preprocessing }, sources, reading);
  try {
    const rows = await photographFeatures(network, loader, sources.length, control);
    return await pairsByCosine(unitRows(rows, sources.length, sizeOf(network.outputShape)));
  } finally {
    await loader.close();
    await network.close();
  }
}

/** `[count, features]`, each row of length 1; 0 for a photograph that cannot be read, which is then like no other. */
function unitRows(rows: ReadonlyMap<number, Float32Array>, count: number, length: number): Tensor {
  const values = new Float32Array(count * length);
  for (const [index, features] of rows) {
    const norm = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0));
    values.set(
      features.map((value) => value / norm),
      index * length,
    );
  }
  return Tensor.from(values, [count, length]);
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
