// HDF5 files, read in a thread with a limit of time and, in Node, of memory: their parser is not ours, and trusts them.

import { serialQueue } from "../../platform/serialQueue.js";
import { WorkerPool } from "../../platform/workerPool.js";
import { LinnetError, ThreadError } from "../../tensor/errors.js";
import type { Hdf5Group } from "./hdf5Tree.js";
import type { Hdf5Reply, Hdf5Request } from "./hdf5Worker.js";

/** A second, and one more for each MiB: on one slow core a MiB takes some 20 ms. */
const SECONDS = 1;
const SECONDS_PER_MIB = 1;
/** Megabytes of the thread's heap, and more for each byte: chunks pass through lists, in which a number takes 8 to 16 bytes. */
const MEGABYTES = 128;
const HEAP_PER_BYTE = 12;
const MIB = 2 ** 20;

type Hdf5Pool = WorkerPool<Hdf5Request, Hdf5Reply>;

/** The thread waits for the next file; it does not keep the process alive. */
interface LimitedPool {
  readonly pool: Hdf5Pool;
  readonly megabytes: number;
}

function startPool(megabytes: number): LimitedPool {
  const pool: Hdf5Pool = new WorkerPool({
    source: {
      module: new URL("./hdf5Worker.js", import.meta.url),
      text: async () => (await import("./hdf5WorkerText.js")).text,
      megabytes,
    },
    size: 1,
    toError: ({ kind, reason }) => new ThreadError("HDF5", kind, reason),
  });
  return { pool, megabytes };
}

const reader = (() => {
  const queue = serialQueue();
  let running: LimitedPool | null = null;
  /** A thread with at least that much memory. */
  const threadFor = async (megabytes: number): Promise<Hdf5Pool> => {
    const isUsable = running !== null && running.pool.failure === null && running.megabytes >= megabytes;
    if (!isUsable) {
      await running?.pool.close();
      running = startPool(megabytes);
    }
    const { pool } = running!;
    await pool.ask(0, { bytes: null, skipped: [] });
    return pool;
  };
  return { queue, threadFor };
})();

/**
 * Everything that the file holds.
 * @param skipped names of groups in its root that are not wanted
 * @throws LinnetError naming the file and the place in it that is cut short, damaged, or of a kind that is not known; or the
 * file, if reading it takes longer, or more memory, than any file of its size should
 */
export function readHdf5(bytes: Uint8Array, file: string, skipped: readonly string[] = []): Promise<Hdf5Group> {
  const megabytes = 2 ** Math.ceil(Math.log2(MEGABYTES + (HEAP_PER_BYTE * bytes.length) / MIB));
  const seconds = SECONDS + (SECONDS_PER_MIB * bytes.length) / MIB;
  return reader.queue(async () => {
    const pool = await reader.threadFor(megabytes).catch((error: unknown) => {
      throw new LinnetError(`${file}: HDF5 is read in a thread, and none could start: ${messageOf(error)}`);
    });
    // Node's Buffer would give a view of itself as its slice.
    const copy = new Uint8Array(bytes).buffer;
    const late = setTimeout(() => pool.abandon(`it takes longer than ${seconds.toFixed(0)} s`), 1000 * seconds);
    try {
      const reply = await pool.ask(0, { bytes: copy, skipped }, [copy]);
      if (reply.kind === "read") return reply.root!;
      throw new LinnetError(`${file}: ${reply.reason}`);
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error;
      throw new LinnetError(
        `${file}: reading it was given up (${error.reason}): as HDF5 it is damaged, or without end`,
      );
    } finally {
      clearTimeout(late);
    }
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
