// The same network, weights and pictures in every library: logits compared first, then timed in turn.

import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { buildScript } from "../build.ts";
import { median } from "../statistics.ts";
import { formatTable } from "../table.ts";
import { prepareModel } from "./model.ts";
import type { RunnerOptions } from "./network.ts";
import { Peer } from "./process.ts";
import type { PeerName } from "./runner.ts";

export interface PeerResult {
  readonly name: PeerName;
  readonly batch: number;
  readonly threads: number;
  readonly milliseconds: number;
  readonly runs: number;
  readonly peakMegabytes: number;
  readonly firstMilliseconds: number;
}

export interface CompareOptions {
  readonly rounds: number;
  readonly batches: readonly number[];
  /** Where the model's files are written. */
  readonly folder: string;
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[];
}

interface Candidate {
  readonly name: PeerName;
  readonly threads: readonly number[];
  /** Larger batches take it longer than anyone would wait. */
  readonly onlyOnePicture?: true;
}

const candidates: readonly Candidate[] = [
  { name: "linnet", threads: [1, 2] },
  { name: "tfjs-wasm", threads: [1] },
  { name: "onnxruntime-web", threads: [1, 2] },
  { name: "onnxruntime-node", threads: [1, 2] },
  { name: "gpu.js webasm", threads: [1, 2], onlyOnePicture: true },
  { name: "gpu.js cpu", threads: [1], onlyOnePicture: true },
  { name: "tfjs-cpu", threads: [1], onlyOnePicture: true },
];

/** Processes are started at most this often each, and the median taken. */
const STARTS = 5;

export async function comparePeers(options: CompareOptions): Promise<readonly PeerResult[]> {
  const { rounds, batches, folder, names } = options;
  mkdirSync(folder, { recursive: true });
  const files = prepareModel(folder);
  console.log(`MobileNetV2 1.0 at 224, ${files.origin}; peers in processes of their own, ${rounds} rounds in turn\n`);
  const runner = await buildScript(new URL("runner.ts", import.meta.url), "packages");
  try {
    const results: PeerResult[] = [];
    for (const batch of batches) results.push(...(await compareOnBatch(runner, { batch, rounds, files, names })));
    return results;
  } finally {
    rmSync(dirname(runner), { recursive: true });
  }
}

interface BatchOptions {
  readonly batch: number;
  readonly rounds: number;
  readonly names: readonly string[] | undefined;
  readonly files: { readonly safetensors: string; readonly onnx: string };
}

async function compareOnBatch(runner: string, options: BatchOptions): Promise<PeerResult[]> {
  const { batch, rounds, files, names } = options;
  const wanted = candidates
    .filter(({ name }) => name === "linnet" || (names?.includes(name) ?? true))
    .filter(({ onlyOnePicture }) => batch === 1 || onlyOnePicture === undefined)
    .flatMap(({ name, threads }) => threads.map((count) => ({ name, threads: count })));
  const peers: Peer[] = [];
  try {
    for (const { name, threads } of wanted) {
      const file = name.startsWith("onnx") ? files.onnx : files.safetensors;
      const peer = await start(runner, name, { file, batch, threads });
      peer?.pause();
      if (peer !== null) peers.push(peer);
    }
    for (const peer of peers) compareLogits(peers[0]!, peer);
    const times = new Map(peers.map((peer) => [peer, [] as number[]]));
    for (let round = -2; round < rounds; round += 1) {
      for (const peer of peers) {
        const milliseconds = await peer.run();
        if (round >= 0) times.get(peer)!.push(milliseconds);
      }
    }
    const results: PeerResult[] = [];
    for (const peer of peers) {
      const { name, options } = peer;
      const peakMegabytes = (await peer.peakBytes()) / 1e6;
      const starts = [peer.millisecondsToFirst];
      const milliseconds = median(times.get(peer)!);
      results.push({ name, ...options, milliseconds, runs: rounds, peakMegabytes, firstMilliseconds: median(starts) });
    }
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
    if (batch !== 1) return results;
    const firsts = await measureStarts(runner, results, { files, turns: Math.min(STARTS, rounds) });
    return results.map((result, index) => ({ ...result, firstMilliseconds: firsts[index]! }));
  } finally {
    await Promise.all(peers.map((peer) => peer.close()));
  }
}

/** Process start to first prediction, with nothing else running. */
async function measureStarts(
  runner: string,
  results: readonly PeerResult[],
  { files, turns }: { readonly files: BatchOptions["files"]; readonly turns: number },
) {
  const firsts = results.map(() => [] as number[]);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [index, { name, threads, milliseconds }] of results.entries()) {
      if (turn > 0 && milliseconds > 300) continue;
      const file = name.startsWith("onnx") ? files.onnx : files.safetensors;
      const peer = await Peer.start(runner, name, { file, batch: 1, threads });
      firsts[index]!.push(peer.millisecondsToFirst);
      await peer.close();
    }
  }
  return firsts.map(median);
}

async function start(runner: string, name: PeerName, options: RunnerOptions): Promise<Peer | null> {
  try {
    return await Peer.start(runner, name, options);
  } catch (error) {
    console.log(`${name}: skipped, it could not be started: ${(error as Error).message}`);
    return null;
  }
}

function compareLogits(expected: Peer, peer: Peer): void {
  const largest = expected.logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error =
    expected.logits.reduce((worst, value, i) => Math.max(worst, Math.abs(value - peer.logits[i]!)), 0) / largest;
  if (!(error < 1e-3) || peer.logits.length !== expected.logits.length)
    throw new Error(`${peer.name}: its logits differ from ${expected.name}'s by ${error} of the largest`);
}

/** Ratios are to linnet with as many threads. */
export function formatPeers(results: readonly PeerResult[]): string {
  const header = ["library", "threads", "batch", "ms a picture", "linnet is", "peak MB", "start to first, ms"];
  const rows = results.map((result) => {
    const { name, threads, batch, milliseconds, peakMegabytes, firstMilliseconds } = result;
    const own = results.find((other) => other.name === "linnet" && other.batch === batch && other.threads === threads)!;
    const ratio = name === "linnet" ? "" : `${(milliseconds / own.milliseconds).toFixed(2)} x as fast`;
    const each = (milliseconds / batch).toFixed(2);
    return [
      name,
      `${threads}`,
      `${batch}`,
      each,
      ratio,
      peakMegabytes.toFixed(0),
      batch === 1 ? firstMilliseconds.toFixed(0) : "",
    ];
  });
  return formatTable(header, rows);
}
