// How busy the machine is before anything is measured.

import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

export interface Load {
  /** The part of all processors that others take, 0 to 1. */
  readonly busy: number;
  /** For a person. */
  readonly words: string;
}

/** Above it figures say more about the others. */
const QUIET = 0.1;

const WATCHED = 2000;

export async function measureLoad(): Promise<Load> {
  const before = times();
  await sleep(WATCHED);
  const after = times();
  const total = after.total - before.total;
  const busy = total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
  const percent = `${(100 * busy).toFixed(0)} % of the processors`;
  const words =
    busy > QUIET ? `WARNING: other programs take ${percent}: these figures are worth little` : `others take ${percent}`;
  return { busy, words };
}

function times(): { readonly idle: number; readonly total: number } {
  let [idle, total] = [0, 0];
  for (const { times: one } of cpus()) {
    idle += one.idle;
    total += one.user + one.nice + one.sys + one.irq + one.idle;
  }
  return { idle, total };
}
