// The thread that decodes and augments: a module of its own, started by `picturePool.ts`.

import { serveWorker } from "../../platform/index.js";
import { DecodeError } from "../decodeError.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { type PictureTask, runPictureTask, type TaskSettings } from "./pictureTask.js";

let settings: TaskSettings | null = null;
/** Tasks run one after the other, so that a thread never holds more than one decoded picture. */
let previous: Promise<void> = Promise.resolve();

serveWorker((message, reply) => {
  const request = message as ToWorker;
  if (request.kind === "settings") {
    settings = request.settings;
    return;
  }
  previous = previous.then(async () => {
    const answer = await answerTask(request.id, request.task);
    const transfer = answer.kind === "result" ? [answer.result.values.buffer as ArrayBuffer] : [];
    reply(answer, transfer);
  });
});

async function answerTask(id: number, task: PictureTask): Promise<FromWorker> {
  try {
    if (settings === null) throw new Error("expected settings before the first task");
    return { kind: "result", id, result: await runPictureTask(task, settings) };
  } catch (error) {
    if (error instanceof DecodeError) return { kind: "undecodable", id, file: error.file, reason: error.reason };
    return { kind: "failure", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
