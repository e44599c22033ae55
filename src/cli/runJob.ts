// A job as a command does it: Ctrl-C stops it, its events are shown, and an error says how to go on.

import type { Command } from "commander";
import type { JobControl } from "../jobs/events.js";
import { reportError } from "./errors.js";
import { type FollowOptions, followJob } from "./follow.js";
import { interruptibly } from "./interrupt.js";
import { tell } from "./print.js";

export interface JobRun<T> extends FollowOptions {
  readonly command: Command;
  /** Said at the first Ctrl-C: how it will end. */
  readonly stopping: string;
  /** Said if it was stopped before there was any result. */
  readonly nothing: string;
  job(control: JobControl): Promise<T>;
  /** Prints the result. @param howToGoOn says where the run is kept, if it is */
  finish(result: T, howToGoOn: () => void): void | Promise<void>;
}

export async function runJob<T>({ command, stopping, nothing, job, finish, ...options }: JobRun<T>): Promise<void> {
  const follower = followJob(options);
  const work = async (signal: AbortSignal): Promise<void> => {
    const result = await job({ signal, onEvent: follower.onEvent });
    follower.end();
    await finish(result, follower.howToGoOn);
  };
  const stopped = (): void => {
    follower.end();
    tell(nothing);
    follower.howToGoOn();
  };
  try {
    await interruptibly({ message: stopping, work, stopped });
  } catch (error) {
    follower.end();
    reportError(error, command);
    follower.howToGoOn();
  }
}
