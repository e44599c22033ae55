// The threads that linnet starts, for tests that end them. To be imported before anything starts one.

import { syncBuiltinESMExports } from "node:module";
import workerThreads, { Worker } from "node:worker_threads";

/** In their order. */
export const startedThreads: Worker[] = [];

class RecordedWorker extends Worker {
  constructor(...parameters: ConstructorParameters<typeof Worker>) {
    super(...parameters);
    startedThreads.push(this);
  }
}

Object.assign(workerThreads, { Worker: RecordedWorker });
syncBuiltinESMExports();
