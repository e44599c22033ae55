// Files in Node: written whole or not at all, where a link leads and with the rights that the file before had.

import {
  access,
  constants,
  type FileHandle,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** The suffix of temporary names. */
const PART = ".part";

/** Names of the temporary files that this process is writing, without their folders, which have several spellings. */
const parts = new Set<string>();

export async function writeFileAtomically(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const target = await checkedTarget(path);
    const before = await stat(target).catch(() => null);
    await withPart(target, async (part, name) => {
      if (before !== null) await part.chmod(before.mode & 0o777);
      await part.writeFile(content);
      await part.sync();
      await part.close();
      await rename(name, target);
    });
    await syncFolder(dirname(target));
  } catch (error) {
    throw withoutCall(error);
  }
}

export async function checkWritable(path: string): Promise<void> {
  try {
    await withPart(await checkedTarget(path), async () => {});
  } catch (error) {
    throw withoutCall(error);
  }
}

/** Where the file is or would be. @throws Error if nothing can be written there that a file would be read from */
async function checkedTarget(path: string): Promise<string> {
  if (path === "") throw new Error("expected the name of a file, got an empty one");
  if (/[/\\]$/.test(path)) throw new Error("it is the name of a folder");
  const target = await targetOf(path);
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return target;
  if (found.isDirectory()) throw new Error("it is a folder");
  if (found.isFIFO()) throw new Error("it is a pipe, and a file is replaced as a whole");
  if (!found.isFile()) throw new Error("it is a device, and a file is replaced as a whole");
  await access(target, constants.W_OK);
  return target;
}

/** Opens a new file beside the target, and removes what is left of it. */
export async function withPart(target: string, work: (part: FileHandle, name: string) => Promise<void>): Promise<void> {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  const name = `${partPrefix(target)}${process.pid}-${random!.toString(16).padStart(8, "0")}${PART}`;
  parts.add(basename(name));
  try {
    const part = await open(name, "wx");
    try {
      await work(part, name);
    } finally {
      await part.close();
      await rm(name, { force: true });
    }
  } finally {
    parts.delete(basename(name));
  }
}

/** What names of temporary files begin with. A name may be as long as the system allows: its part's is not longer. */
export function partPrefix(target: string): string {
  return join(dirname(target), `${basename(target).slice(0, 60)}.`);
}

export async function removeLeftovers(path: string): Promise<void> {
  const prefix = partPrefix(await targetOf(path));
  const folder = dirname(prefix);
  const names = await readdir(folder).catch(() => []);
  const leftovers = names
    .filter((name) => name.startsWith(basename(prefix)) && name.endsWith(PART))
    .map((name) => join(folder, name))
    .filter((name) => !isBeingWritten(name));
  await Promise.all(leftovers.map((name) => rm(name, { force: true })));
}

function isBeingWritten(part: string): boolean {
  const writer = Number(/\.(\d+)-[0-9a-f]{8}\.part$/.exec(part)?.[1]);
  return writer === process.pid ? parts.has(basename(part)) : isRunning(writer);
}

/** @param id NaN for none */
export function isRunning(id: number): boolean {
  if (!Number.isInteger(id) || id < 1) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export async function removeFile(path: string): Promise<void> {
  await rm(await targetOf(path), { force: true });
}

export async function placeOf(path: string): Promise<string> {
  const target = await targetOf(path);
  const found = await realpath(target).catch(() => null);
  if (found !== null) return found;
  return join(await realpath(dirname(target)).catch(() => resolve(dirname(target))), basename(target));
}

/** Where links lead, whether there is a file or not. */
async function targetOf(path: string, followed = 0): Promise<string> {
  const link = await readlink(path).catch(() => null);
  if (link === null) return path;
  if (followed === 40) throw new Error("its links lead in circles");
  return targetOf(resolve(await realpath(dirname(path)), link), followed + 1);
}

/** The rename is durable only once the folder is synced; systems that cannot open a folder need no sync. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  if (folder === null) return;
  await folder.sync().catch(() => undefined);
  await folder.close();
}

/** `ENOSPC: no space left on device`, without the call and the temporary name that follow. */
export function withoutCall(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(message.replace(/^(E[A-Z0-9]+: [^,]*), \w+(?: '.*)?$/s, "$1"), { cause: error });
}
