// A peer in its own process, as its starter sees it.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { RunnerOptions } from "./network.ts";
import type { PeerName, Report } from "./runner.ts";

export class Peer {
  readonly #child: ChildProcess;

  private constructor(
    readonly name: PeerName,
    readonly options: RunnerOptions,
    child: ChildProcess,
    readonly logits: readonly number[],
    /** From the start of the process to the end of its first prediction. */
    readonly millisecondsToFirst: number,
  ) {
    this.#child = child;
  }

  static async start(runner: string, name: PeerName, options: RunnerOptions): Promise<Peer> {
    const start = performance.now();
    const child = fork(runner, [name, JSON.stringify(options)], {
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      errors += chunk;
    });
    const [report] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) => {
        throw new Error(`${name} ended with code ${code}: ${errors.trim().split("\n").slice(-8).join("\n")}`);
      }),
    ])) as [Report & { kind: "ready" }];
    return new Peer(name, options, child, report.logits, performance.now() - start);
  }

  /** Stops the process until it is asked again: some libraries' threads go on looking for work. */
  async run(): Promise<number> {
    this.#child.kill("SIGCONT");
    const { milliseconds } = await this.#ask<"ran">("run");
    this.pause();
    return milliseconds;
  }

  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  async peakBytes(): Promise<number> {
    this.#child.kill("SIGCONT");
    return (await this.#ask<"memory">("memory")).peakBytes;
  }

  async close(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async #ask<Kind extends Report["kind"]>(request: "run" | "memory"): Promise<Report & { kind: Kind }> {
    const answer = once(this.#child, "message");
    this.#child.send(request);
    return (await answer)[0];
  }
}
