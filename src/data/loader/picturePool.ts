// Threads that work on pictures, or this thread where none is wanted.

import { startWorker, type WorkerSource, type WorkerThread } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { DecodeError } from "../decodeError.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { type PictureResult, type PictureTask, runPictureTask, type TaskSettings } from "./pictureTask.js";

export interface PicturePool {
  /** Queues a task at once. @throws DecodeError naming the picture, LinnetError where a thread died */
  run(task: PictureTask): Promise<PictureResult>;
  /** Stops every thread; tasks that wait are rejected. */
  close(): Promise<void>;
}

/** Its module is beside this one, as built. */
const pictureWorker: WorkerSource = {
  module: new URL("./pictureWorker.js", import.meta.url),
  text: async () => (await import("./pictureWorkerText.js")).text,
};

interface Waiting {
  readonly resolve: (result: PictureResult) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and the tasks that it has not answered. */
interface Member {
  readonly thread: WorkerThread;
  readonly waiting: Map<number, Waiting>;
}

/** @param threads 0 works in this thread, one task at a time as they are asked for */
export function startPicturePool(settings: TaskSettings, threads: number): PicturePool {
  if (threads === 0) return { run: (task) => runPictureTask(task, settings), close: async () => undefined };
  let failure: Error | null = null;
  let nextId = 0;
  const members = Array.from({ length: threads }, () => startMember(settings, stop));

  function stop(error: Error): void {
    failure ??= error;
    for (const { waiting } of members) {
      for (const { reject } of waiting.values()) reject(failure);
      waiting.clear();
    }
  }

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        if (failure !== null) {
          reject(failure);
          return;
        }
        const idlest = members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
        const id = nextId;
        nextId += 1;
        idlest.waiting.set(id, { resolve, reject });
        send(idlest.thread, { kind: "task", id, task });
      }),
    close: async () => {
      stop(new LinnetError("the picture loader has been closed"));
      await Promise.all(members.map(({ thread }) => thread.terminate()));
    },
  };
}

function startMember(settings: TaskSettings, stop: (error: Error) => void): Member {
  const waiting = new Map<number, Waiting>();
  const thread = startWorker(pictureWorker, {
    message: (message) => settle(waiting, message as FromWorker),
    failure: ({ message }) => stop(new LinnetError(`a picture thread failed (threads: 0 works without): ${message}`)),
  });
  send(thread, { kind: "settings", settings });
  return { thread, waiting };
}

function send(thread: WorkerThread, message: ToWorker): void {
  thread.post(message);
}

function settle(waiting: Map<number, Waiting>, answer: FromWorker): void {
  const task = waiting.get(answer.id);
  if (task === undefined) return;
  waiting.delete(answer.id);
  if (answer.kind === "result") task.resolve(answer.result);
  else if (answer.kind === "undecodable") task.reject(new DecodeError(answer.file, answer.reason));
  else task.reject(new LinnetError(answer.message));
}
