// The thread that decodes and augments: a module of its own, started by `picturePool.ts`. It never holds more than one decoded
// picture, since it answers one request after the other.

import { serveRequests } from "../../platform/poolThread.js";
import { DecodeError } from "../decodeError.js";
import { type PictureResult, type PictureTask, runPictureTask, type TaskSettings } from "./pictureTask.js";

export type PictureRequest =
  | { readonly kind: "settings"; readonly settings: TaskSettings }
  | { readonly kind: "task"; readonly task: PictureTask };

/** An error's class does not survive the way between threads, so its parts are sent. */
export type PictureReply =
  | { readonly kind: "result"; readonly result: PictureResult }
  | { readonly kind: "undecodable"; readonly file: string; readonly reason: string }
  | { readonly kind: "failure"; readonly message: string };

let settings: TaskSettings | null = null;

async function answer(request: PictureRequest): Promise<PictureReply | null> {
  if (request.kind === "task") return answerTask(request.task);
  settings = request.settings;
  return null;
}

async function answerTask(task: PictureTask): Promise<PictureReply> {
  try {
    if (settings === null) throw new Error("expected settings before the first task");
    return { kind: "result", result: await runPictureTask(task, settings) };
  } catch (error) {
    if (error instanceof DecodeError) return { kind: "undecodable", file: error.file, reason: error.reason };
    return { kind: "failure", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

serveRequests(answer, (reply) => (reply?.kind === "result" ? [reply.result.values.buffer as ArrayBuffer] : []));
