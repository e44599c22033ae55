// The other side of `process.ts`: inside a process with a library in it.

import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";

const ANSWERS = 3;

/** Says that the library has started, then answers every line. */
export async function serve(ready: unknown, answer: (request: string) => Promise<unknown>): Promise<void> {
  send(ready);
  for await (const request of createInterface({ input: process.stdin })) send(await answer(request));
}

/** A line for the process that started this one. */
export function send(message: unknown): void {
  writeSync(ANSWERS, `${JSON.stringify(message)}\n`);
}

/** The most memory that this process ever had. `maxRSS` would begin with that of the process which started it. */
export function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return 1024 * Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);
}
