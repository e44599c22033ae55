// The same network, weights and pictures in every library: logits compared first, then timed in turn.

import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { buildScript } from "../build.ts";
import { assertAgree, softmax } from "../compare.ts";
import { hasByteDot } from "../engine.ts";
import type { LibraryProcess } from "../process.ts";
import { formatTable, progress } from "../report.ts";
import { type ModelFiles, otherNetworks, prepareModel, prepareOther } from "./model.ts";
import type { NetworkName } from "./network.ts";
import {
  configurations,
  type PeerChoice,
  type PeerConfiguration,
  type Ready,
  startPeer,
  takesNetwork,
  toleranceOf,
} from "./peer.ts";
import { medianOf, type Ran } from "./stream.ts";

export interface PeerResult extends PeerConfiguration {
  /** The median of a prediction's time, for the whole batch. */
  readonly milliseconds: number;
  /** That of the first one after a pause. */
  readonly afterPause: number;
}

export interface CompareOptions extends Omit<PeerChoice, "batch"> {
  readonly batches: readonly number[];
}

export interface PeerResults {
  /** Where the weights come from. */
  readonly weights: string;
  /** Whether this Node multiplies bytes in one instruction, and so does linnet's int8. */
  readonly hasByteDot: boolean;
  readonly times: readonly PeerResult[];
  /** Of other networks, one picture. */
  readonly others: readonly (PeerResult & { readonly network: NetworkName })[];
}

export async function comparePeers({ batches, ...choice }: CompareOptions): Promise<PeerResults> {
  const files = prepareModel();
  const runner = await buildScript(new URL("runner.ts", import.meta.url));
  try {
    const times: PeerResult[] = [];
    for (const batch of batches) times.push(...(await compareOnBatch(runner, files, { ...choice, batch })));
    const others: PeerResults["others"][number][] = [];
    for (const network of otherNetworks) {
      const results = await compareOnBatch(runner, await prepareOther(network), { ...choice, batch: 1 });
      others.push(...results.map((result) => ({ ...result, network })));
    }
    return { weights: files.origin, hasByteDot, times, others };
  } finally {
    rmSync(dirname(runner), { recursive: true });
  }
}

interface OpenPeer {
  readonly configuration: PeerConfiguration;
  readonly library: LibraryProcess<Ready>;
  readonly times: Ran[];
}

async function compareOnBatch(runner: string, files: ModelFiles, choice: PeerChoice): Promise<PeerResult[]> {
  const peers: OpenPeer[] = [];
  try {
    const wanted = configurations(choice).filter(({ name }) => takesNetwork(name, files.network));
    for (const configuration of wanted) {
      const library = await startPeer(runner, configuration, files);
      if (library !== null) peers.push({ configuration, library, times: [] });
    }
    checkLogits(peers);
    await timeInTurn(peers, choice);
    return peers.map(({ configuration, times }) => ({ ...configuration, ...medianOf(times) }));
  } finally {
    await Promise.all(peers.map(({ library }) => library.close()));
  }
}

/** Rounds that do not count: every engine has to compile what it runs often. */
const WARM_UP = 1;

async function timeInTurn(peers: readonly OpenPeer[], { batch, rounds }: PeerChoice): Promise<void> {
  for (let round = -WARM_UP; round < rounds; round += 1) {
    progress(`batch ${batch}: round ${Math.max(round + 1, 0)} of ${rounds}`);
    for (const { configuration, library, times } of peers) {
      if (round >= configuration.rounds) continue;
      const ran = await library.ask<Ran>("run");
      if (round >= 0) times.push(ran);
    }
  }
  progress("");
}

function checkLogits(peers: readonly OpenPeer[]): void {
  const named = peers.map(({ configuration: { name }, library }) => ({ name, values: library.ready.logits }));
  const { name, values } = named[0]!;
  for (const peer of named) {
    const expected = peer.name.endsWith("int8") ? softmax(values) : values;
    assertAgree(peer, { name, values: expected }, toleranceOf(peer.name));
  }
}

/** Ratios are to linnet with as many threads. */
export function formatPeers({ times, others }: PeerResults): string {
  const header = ["inference", "threads", "batch", "ms a picture", "linnet is", "after a pause", "linnet is", "rounds"];
  const all = [...times.map((time) => ({ ...time, network: "MobileNetV2" })), ...others];
  const rows = all.map(({ network, name, threads, batch, milliseconds, afterPause, rounds }) => {
    const own = all.find(
      (other) =>
        other.name === "linnet" && other.network === network && other.batch === batch && other.threads === threads,
    )!;
    const cells = (time: number, ownTime: number): string[] => [
      (time / batch).toFixed(2),
      name === "linnet" ? "" : `${(time / ownTime).toFixed(2)} x as fast`,
    ];
    const both = [...cells(milliseconds, own.milliseconds), ...cells(afterPause, own.afterPause)];
    return [`${network}: ${name}`, `${threads}`, `${batch}`, ...both, `${rounds}`];
  });
  return formatTable(header, rows);
}
