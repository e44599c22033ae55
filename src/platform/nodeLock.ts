// Locks on files in Node: a file beside the file, which says which process has it. What a killed process left is taken over.
//
// A lock is there with its content or not at all: it is written under another name and then linked into place, which fails
// where there is one. Of those that take over a lock whose process has ended, each would remove what another has just put
// there. So they first take a second lock, whose name follows from the content of the first: who has it alone may replace
// the first, by renaming the second, if the first is still what was read. A second lock is taken over in the same way.

import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { isRunning, partPrefix, placeOf, withoutCall, withPart } from "./nodeFiles.js";

interface Holder {
  readonly process: number;
  readonly host: string;
  /** When the process began, as far as the system tells: numbers of processes are given again. */
  readonly started: string | null;
}

/** One that wants a lock. */
interface Taker {
  /** The file that it will write. */
  readonly target: string;
  /** The content of its locks, which no other taker's equals. */
  readonly content: string;
  /** A file with that content, to be linked. */
  readonly part: string;
}

/** Losing to another that gives the file back at once may happen again and again, but not that often. */
const MOST_TRIES = 20;

/** Without hard links a lock is empty for a moment, until its content is written. */
const LONGEST_EMPTY_MILLISECONDS = 5000;

const held = new Set<string>();

export async function lockFile(path: string): Promise<() => Promise<void>> {
  const target = await placeOf(path);
  const lock = `${target}.lock`;
  if (held.has(lock)) throw new Error("another run of this process is writing it");
  held.add(lock);
  const own: Holder = { process: process.pid, host: hostname(), started: startOf(process.pid) };
  const content = JSON.stringify({ ...own, run: randomBytes(8).toString("hex") });
  try {
    await withPart(target, async (file, part) => {
      await file.writeFile(content);
      await file.close();
      await take(lock, { target, content, part });
    });
  } catch (error) {
    held.delete(lock);
    throw withoutCall(error);
  }
  return async () => {
    try {
      if ((await contentOf(lock)) === content) await rm(lock, { force: true });
    } finally {
      held.delete(lock);
    }
  };
}

/** @throws Error if a process that runs has the lock, or the one with which it would be taken over */
async function take(lock: string, taker: Taker): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await put(lock, taker)) return;
    const found = await contentOf(lock);
    if (found === null) continue;
    // A network's file system may have made the link and lost its answer.
    if (found === taker.content) return;
    await checkEnded(lock, found);
    const second = secondLock(taker.target, found);
    await take(second, taker);
    if ((await contentOf(lock)) === found) return rename(second, lock);
    await rm(second, { force: true });
  }
  throw new Error("another run is writing it: wait for its end, or write another");
}

/** Whether the lock was free, and is now the taker's. */
async function put(lock: string, { part, content }: Taker): Promise<boolean> {
  try {
    // File systems without hard links refuse them with one of many codes; what else is wrong, the write tells as well.
    await link(part, lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return writeFile(lock, content, { flag: "wx" });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** What a taker of a lock with that content has to have first. */
function secondLock(target: string, content: string): string {
  return `${partPrefix(target)}${createHash("sha256").update(content).digest("hex").slice(0, 16)}.lock`;
}

/** Null if there is none. */
async function contentOf(lock: string): Promise<string | null> {
  return readFile(lock, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/** @throws Error if the lock's process runs, or may be about to write its name */
async function checkEnded(lock: string, content: string): Promise<void> {
  const holder = holderIn(content);
  if (holder !== null && isHeld(holder))
    throw new Error(`another run is writing it, process ${holder.process}: wait for its end, or write another`);
  if (content !== "") return;
  const found = await stat(lock).catch(() => null);
  if (found !== null && Math.abs(Date.now() - found.mtimeMs) < LONGEST_EMPTY_MILLISECONDS)
    throw new Error("another run is writing it: wait for its end, or write another");
}

function holderIn(content: string): Holder | null {
  try {
    return JSON.parse(content) as Holder;
  } catch {
    return null;
  }
}

/**
 * A lock of another host, as of a container that was stopped, cannot be asked about: it must not hold up the next run. Nor
 * must one with this process's own number where no start tells whether an earlier process had it.
 */
function isHeld({ process: id, host, started }: Holder): boolean {
  if (id === process.pid && started === null) return false;
  return host === hostname() && isRunning(id) && startOf(id) === started;
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
