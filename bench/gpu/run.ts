// The gpu part: inference by WebGPU in linnet's backends and in other libraries, where there is an adapter.

import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { buildScript } from "../build.ts";
import { otherNetworks, prepareModel, prepareOther } from "../peers/model.ts";
import { LibraryProcess } from "../process.ts";
import { skipped } from "../report.ts";
import type { Found } from "./findAdapter.ts";
import type { GpuResults } from "./format.ts";
import { measureContenders } from "./measure.ts";

export interface GpuOptions {
  readonly rounds: number;
  readonly batches: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

export async function measureGpu({ rounds, batches, names }: GpuOptions): Promise<GpuResults | null> {
  const adapter = await findAdapter();
  if (adapter === null) return null;
  const contender = await buildScript(new URL("contender.ts", import.meta.url));
  try {
    const networks = [prepareModel()];
    for (const name of otherNetworks) networks.push(await prepareOther(name));
    return { adapter, times: await measureContenders({ contender, networks, batches, rounds, names }) };
  } finally {
    rmSync(dirname(contender), { recursive: true });
  }
}

/** Its name, told by a process of its own, which a driver may end; null if there is none, which is then printed. */
async function findAdapter(): Promise<string | null> {
  const script = await buildScript(new URL("findAdapter.ts", import.meta.url));
  try {
    const started = await LibraryProcess.start<Found>({ command: process.execPath, parameters: [script] });
    await started.close();
    if ("adapter" in started.ready) return started.ready.adapter;
    throw new Error(started.ready.why);
  } catch (error) {
    skipped("inference by WebGPU", (error as Error).message);
    return null;
  } finally {
    rmSync(dirname(script), { recursive: true });
  }
}
