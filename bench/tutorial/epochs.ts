// A training program that prints a line for each epoch, run an epoch at a time: in between it is stopped.

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Program } from "../process.ts";

export interface EpochRun {
  /** Since the last epoch's end, or since the start of the process. */
  readonly seconds: number;
  /** That processors worked on it meanwhile, all threads together. */
  readonly processorSeconds: number;
  readonly heldOutAccuracy: number;
  /** The most memory that the process had so far. */
  readonly peakBytes: number;
}

const EPOCH = /^epoch +\d+\/\d+ .*val_accuracy ([\d.]+)/;

export class EpochProgram {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = "";

  /** It is stopped until an epoch is asked for. */
  constructor({ command, parameters, variables }: Program, folder: string) {
    const env = { ...process.env, ...variables };
    this.#child = spawn(command, [...parameters], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child.stderr!.on("data", (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-2000);
    });
    this.#child.on("error", (error) => {
      this.#errors += error.message;
    });
    this.#lines = createInterface({ input: this.#child.stdout as Readable })[Symbol.asyncIterator]();
    this.#child.kill("SIGSTOP");
  }

  /** @throws Error with the last that it printed, where it ends before the epoch does */
  async runEpoch(): Promise<EpochRun> {
    this.#child.kill("SIGCONT");
    const pid = this.#child.pid!;
    const [start, worked] = [performance.now(), processorSecondsOf(pid)];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(this.#errors.trim().split("\n").slice(-4).join("; "));
      const accuracy = EPOCH.exec(value)?.[1];
      if (accuracy === undefined) continue;
      const seconds = (performance.now() - start) / 1000;
      this.#child.kill("SIGSTOP");
      const processorSeconds = processorSecondsOf(pid) - worked;
      return { seconds, processorSeconds, heldOutAccuracy: Number(accuracy), peakBytes: peakBytesOf(pid) };
    }
  }

  /** Lets it end. */
  async finish(): Promise<void> {
    this.#child.kill("SIGCONT");
    while ((await this.#lines.next()).done !== true);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Linux counts in hundredths, for programs. */
const TICKS_A_SECOND = 100;

/** Not a number where the system does not say. */
function processorSecondsOf(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name, in parentheses, may have spaces; the state is the field behind it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Not a number where the system does not say. */
function peakBytesOf(pid: number): number {
  if (process.platform !== "linux") return Number.NaN;
  return 1024 * Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
