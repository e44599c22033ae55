// Threads that work on pictures, or this thread if no other is wanted or available.

import { serialQueue } from "../../platform/serialQueue.js";
import { warnOnce } from "../../platform/warnOnce.js";
import { WorkerPool } from "../../platform/workerPool.js";
import type { WorkerSource } from "../../platform/workerSource.js";
import { LinnetError, ThreadError } from "../../tensor/errors.js";
import { DecodeError } from "../decodeError.js";
import { type PictureResult, type PictureTask, runPictureTask, type TaskSettings } from "./pictureTask.js";
import type { PictureReply, PictureRequest } from "./pictureWorker.js";

export interface PicturePool {
  /** Queues a task at once. @throws DecodeError naming the picture, ThreadError if a thread died */
  run(task: PictureTask): Promise<PictureResult>;
  /** Stops every thread; tasks that wait are rejected. */
  close(): Promise<void>;
}

/** @param threads 0 works in this thread, one task at a time as they are asked for */
export function startPicturePool(settings: TaskSettings, threads: number): PicturePool {
  if (threads === 0) return { run: (task) => runPictureTask(task, settings), close: async () => undefined };
  const queue = serialQueue();
  let workers = startWorkers(settings, threads);

  /** After a thread's death the next task starts threads anew. */
  function living(): typeof workers {
    if (workers.failure?.kind === "died") workers = startWorkers(settings, threads);
    return workers;
  }

  return {
    run: async (task) => {
      const asked = living();
      try {
        const transfer = task.spare === null ? [] : [task.spare.buffer as ArrayBuffer];
        return resultOf(await asked.ask(asked.idlest, { kind: "task", task }, transfer));
      } catch (error) {
        if (!(error instanceof ThreadError) || error.kind !== "unavailable") throw error;
        warnOnce(`pictures are decoded in the thread of their user, for no other could start: ${error.reason}`);
        return queue(() => runPictureTask(task, settings));
      }
    },
    close: () => workers.close(),
  };
}

/** Its module is beside this one, as built; a bundle that has no address of its own starts no threads. */
const pictureWorker = (): WorkerSource => ({
  module: new URL("./pictureWorker.js", import.meta.url),
  text: async () => (await import("./pictureWorkerText.js")).text,
});

function startWorkers(settings: TaskSettings, threads: number): WorkerPool<PictureRequest, PictureReply> {
  const workers = new WorkerPool<PictureRequest, PictureReply>({
    source: pictureWorker(),
    size: threads,
    toError: ({ kind, reason }) => new ThreadError("picture loader", kind, reason),
  });
  for (let thread = 0; thread < threads; thread += 1) workers.tell(thread, { kind: "settings", settings });
  return workers;
}

function resultOf(reply: PictureReply): PictureResult {
  if (reply.kind === "result") return reply.result;
  if (reply.kind === "undecodable") throw new DecodeError(reply.file, reply.reason);
  throw new LinnetError(reply.message);
}
