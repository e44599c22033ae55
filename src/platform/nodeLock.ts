// Locks on files in Node: a file beside the file, which says which process has it. What a killed process left is taken over.

import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { isRunning, placeOf } from "./nodeFiles.js";

interface Holder {
  readonly process: number;
  readonly host: string;
  /** When the process began, as far as the system tells: numbers of processes are given again. */
  readonly started: string | null;
}

const held = new Set<string>();

export async function lockFile(path: string): Promise<() => Promise<void>> {
  const file = `${await placeOf(path)}.lock`;
  if (held.has(file)) throw new Error("another run of this process is writing it");
  held.add(file);
  try {
    await take(file);
  } catch (error) {
    held.delete(file);
    throw error;
  }
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}

async function take(file: string): Promise<void> {
  const own: Holder = { process: process.pid, host: hostname(), started: startOf(process.pid) };
  const write = (): Promise<void> => writeFile(file, JSON.stringify(own), { flag: "wx" });
  try {
    await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = await readHolder(file);
    if (holder !== null && isHeld(holder))
      throw new Error(`process ${holder.process} is writing it: wait for its end, or write another`);
    await rm(file, { force: true });
    await write();
  }
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/** A lock of another host, as of a container that was stopped, cannot be asked about: it must not hold up the next run. */
function isHeld({ process: id, host, started }: Holder): boolean {
  return id !== process.pid && host === hostname() && isRunning(id) && startOf(id) === started;
}

/** Linux's count of ticks; null elsewhere. */
function startOf(id: number): string | null {
  try {
    const text = readFileSync(`/proc/${id}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")")).split(" ")[20] ?? null;
  } catch {
    return null;
  }
}
