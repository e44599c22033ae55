// Where the ImageNet weights come from: a file that is named, the cache folder, or Keras's server.

import { readSafetensors } from "../formats/safetensors/safetensors.js";
import type { WeightsFile } from "../models/pretrainedBase.js";
import { cacheFolder, fileExists, joinPath, listFolder, makeFolder, readFile } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import { download } from "./download.js";

/** Keras's published files, or a mirror of them. */
const WEIGHTS_URL =
  process.env.LINNET_WEIGHTS_URL ?? "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2";

/** Reads a weight file. @throws LinnetError naming the file, where it is not there or not whole */
export async function readWeights(path: string): Promise<WeightsFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new LinnetError(`${path}: the weights could not be read (${error instanceof Error ? error.message : error})`);
  });
  return { path, tensors: readSafetensors(bytes, path).tensors };
}

/** Where weights are looked for and kept. */
export async function weightsFolder(): Promise<string> {
  const folder = joinPath(cacheFolder(), "weights");
  await makeFolder(folder);
  return folder;
}

/** The safetensors file for this width and size in the cache folder, or null. */
export async function cachedWeights(alpha: number, size: number): Promise<string | null> {
  const folder = await weightsFolder();
  const names = (await listFolder(folder)).map(({ name }) => name);
  const prefix = prefixOf(alpha, size);
  const known = names.find((name) => name.startsWith(prefix) && name.endsWith(".safetensors"));
  return known === undefined ? null : joinPath(folder, known);
}

function prefixOf(alpha: number, size: number): string {
  return `mobilenetv2-${widthOf(alpha)}-${size}`;
}

function widthOf(alpha: number): string {
  return Number.isInteger(alpha) ? alpha.toFixed(1) : String(alpha);
}

/**
 * ImageNet weights without `--weights`: a safetensors file `mobilenetv2-ALPHA-SIZE*.safetensors` in the cache folder,
 * else Keras's published file, which is downloaded there.
 * @throws LinnetError saying what to do, where neither can be had
 */
export async function findWeights(alpha: number, size: number): Promise<WeightsFile> {
  const known = await cachedWeights(alpha, size);
  if (known !== null) return readWeights(known);
  const folder = await weightsFolder();
  const prefix = prefixOf(alpha, size);
  const advice = `Give a safetensors file with --weights, or put one named ${prefix}-imagenet.safetensors into ${folder}.`;
  const name = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${widthOf(alpha)}_${size}_no_top.h5`;
  const path = joinPath(folder, name);
  if (!(await fileExists(path))) {
    await download(`${WEIGHTS_URL}/${name}`, path, "weights").catch((error: unknown) => {
      throw error instanceof LinnetError ? new LinnetError(`${error.message}. ${advice}`) : error;
    });
  }
  throw new LinnetError(`${path}: Keras's weights are there, but linnet cannot read HDF5 files yet. ${advice}`);
}
