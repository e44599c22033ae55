// ImageNet weights in the cache folder: downloaded, checked and converted once.

import type { PublishedDigest, PublishedWeights } from "../../models/publishedWeights.js";
import { downloads, fileExists, joinPath, lockFile, makeFolder, readFile } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { describeNetwork } from "../base/weightFiles.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import type { JobControl } from "../events.js";
import { convertWeights } from "./convertWeights.js";
import { download, removePart } from "./download.js";
import { type WantedWeights, type WeightsOptions, wantedWeights, weightsKinds } from "./wantedWeights.js";

export interface CachedWeights {
  /** A safetensors file with linnet's names. */
  readonly file: string;
  /** Whether it was there, was made of a file that somebody put beside it, or was downloaded. */
  readonly from: "cache" | "file" | "download";
  /** Of the file that it was made of, as published; null if it was there. */
  readonly sha256: string | null;
}

/** Of tests, which wait less. */
export interface WeightsControl extends JobControl {
  /** Seconds before a request is repeated that came to nothing; twice as many before the next. Default: 1. */
  readonly patience?: number;
}

/**
 * Sees to it that a network's ImageNet weights are in the cache folder. What is there already is taken, and so is a file that
 * has the name that it was published under. Else it is downloaded, from where an earlier run was broken off.
 * @throws OptionError if nobody has published weights of that width or size; LinnetError if they cannot be had or are not what
 * they should be, with what can be done by hand; the signal's reason
 */
export async function weightsJob(options: WeightsOptions, control: JobControl = {}): Promise<CachedWeights> {
  checkJobOptions("weightsJob", options, weightsKinds);
  checkControl("weightsJob", control);
  return cacheWeights(options, control);
}

/** `weightsJob` of checked options. */
export async function cacheWeights(options: WeightsOptions, control: WeightsControl): Promise<CachedWeights> {
  const wanted = wantedWeights(options);
  const { folder, file } = wanted;
  if (await fileExists(file)) return { file, from: "cache", sha256: null };
  const release = await inFolder(folder, async () => {
    await makeFolder(folder);
    return lockFile(file);
  });
  try {
    if (await fileExists(file)) return { file, from: "cache", sha256: null };
    const ofFile = await convertPlacedFile(wanted, control);
    const sha256 = ofFile ?? (await convertDownloaded(wanted, control));
    control.onEvent?.({ kind: "saved", what: "weights", file });
    return { file, from: ofFile === null ? "download" : "file", sha256 };
  } finally {
    await release();
  }
}

async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${folder}: weights cannot be written there (${reason})`);
  });
}

/** Converts a file that somebody has placed in the folder. Its SHA-256; null if there is none. */
async function convertPlacedFile(wanted: WantedWeights, { onEvent }: JobControl): Promise<string | null> {
  for (const published of wanted.published) {
    const name = joinPath(wanted.folder, published.fileName);
    if (!(await fileExists(name))) continue;
    const bytes = await readFile(name);
    const problem = await digestProblem(bytes, published.digest);
    if (problem !== null) onEvent?.({ kind: "warning", text: `${name}: ${problem}` });
    return convertWeights({ bytes, name, published }, wanted);
  }
  return null;
}

/** The file's SHA-256. */
async function convertDownloaded(wanted: WantedWeights, control: WeightsControl): Promise<string> {
  const { folder, shape } = wanted;
  const [published] = wanted.published;
  const { fileName } = published;
  const mirror = downloads!.mirror();
  const address = mirror === null ? published.address : `${mirror.replace(/\/$/, "")}/${fileName}`;
  const part = joinPath(folder, `${fileName}.part`);
  control.onEvent?.({ kind: "download", network: describeNetwork(shape), address });
  try {
    await download({ ...control, downloads: downloads!, address, part });
    return await convertPart(part, address, published, wanted);
  } catch (error) {
    if (!(error instanceof LinnetError)) throw error;
    const from = mirror === null ? "" : `, from ${published.address},`;
    throw new LinnetError(`${error.message}\nBy hand: put ${fileName}${from} into ${folder}; the next run converts it`);
  }
}

/** What is wrong with a file is wrong the next time too, so it does not stay. */
async function convertPart(
  part: string,
  address: string,
  published: PublishedWeights,
  wanted: WantedWeights,
): Promise<string> {
  const bytes = await readFile(part);
  try {
    const problem = await digestProblem(bytes, published.digest);
    if (problem !== null) throw new LinnetError(`${address}: ${problem}`);
    return await convertWeights({ bytes, name: address, published }, wanted);
  } finally {
    await removePart(part);
  }
}

/** Null if the bytes are those that were published, or nobody can say. */
async function digestProblem(bytes: Uint8Array, digest: PublishedDigest): Promise<string | null> {
  if (digest.kind === "unknown") return null;
  const found = await downloads!.digest(bytes, digest.algorithm);
  if (found.startsWith(digest.start)) return null;
  const whole = digest.start.length === found.length ? "" : "…";
  return `expected the file with the ${digest.algorithm} ${digest.start}${whole}, got one with ${found}`;
}
