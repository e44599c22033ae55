// What a loader and its threads say to each other.

import type { PictureResult, PictureTask, TaskSettings } from "./pictureTask.js";

export type ToWorker =
  | { readonly kind: "settings"; readonly settings: TaskSettings }
  | { readonly kind: "task"; readonly id: number; readonly task: PictureTask };

/** An error's class does not survive the way between threads, so its parts are sent. */
export type FromWorker =
  | { readonly kind: "result"; readonly id: number; readonly result: PictureResult }
  | { readonly kind: "undecodable"; readonly id: number; readonly file: string; readonly reason: string }
  | { readonly kind: "failure"; readonly id: number; readonly message: string };
