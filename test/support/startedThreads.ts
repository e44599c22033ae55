// The threads that linnet starts, for tests that end them or refuse more. To be imported before anything starts one.

import { syncBuiltinESMExports } from "node:module";
import workerThreads, { Worker } from "node:worker_threads";

/** In their order. */
export const startedThreads: Worker[] = [];

let isRefusing = false;

class RecordedWorker extends Worker {
  constructor(...parameters: ConstructorParameters<typeof Worker>) {
    if (isRefusing) throw new Error("no more threads");
    super(...parameters);
    startedThreads.push(this);
  }
}

/** Meanwhile none can be started. */
export async function withoutNewThreads(work: () => Promise<void>): Promise<void> {
  isRefusing = true;
  try {
    await work();
  } finally {
    isRefusing = false;
  }
}

Object.assign(workerThreads, { Worker: RecordedWorker });
syncBuiltinESMExports();
