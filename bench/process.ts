// A library in a process of its own, as its starter sees it: it works when it is asked to, and is stopped in between.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  /** Variables of its environment beside this process's. */
  readonly variables?: { readonly [name: string]: string };
}

/** A process that has not answered for so long never will: compilers need a minute or two, more on a busy machine. */
const LONGEST_ANSWER = 15 * 60_000;

/** Requests go to the process line by line; it answers each with a line of JSON on its file 3. See `serve.ts`. */
export class LibraryProcess<Ready> {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  readonly #lastErrors: () => string;

  private constructor(
    child: ChildProcess,
    answers: AsyncIterator<string>,
    lastErrors: () => string,
    /** What the process said when it had started. */
    readonly ready: Ready,
    /** From the start of the process until it said so. */
    readonly millisecondsToReady: number,
  ) {
    this.#child = child;
    this.#answers = answers;
    this.#lastErrors = lastErrors;
  }

  /** @throws Error with the last lines that the process printed, where it ends before it is ready */
  static async start<Ready>({ command, parameters, variables }: Program): Promise<LibraryProcess<Ready>> {
    const start = performance.now();
    const env = { ...process.env, ...variables };
    const child = spawn(command, [...parameters], { stdio: ["pipe", "ignore", "pipe", "pipe"], env });
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      errors += chunk;
    });
    // Without a listener a command that is not there would end this process; its missing answer says as much.
    child.on("error", (error) => {
      errors += error.message;
    });
    const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
    const { value, done } = await patiently(child, answers.next());
    const milliseconds = performance.now() - start;
    const lastErrors = (): string => errors.trim().split("\n").slice(-4).join("; ");
    if (done === true) throw new Error(lastErrors());
    const library = new LibraryProcess(child, answers, lastErrors, JSON.parse(value) as Ready, milliseconds);
    library.#signal("SIGSTOP");
    return library;
  }

  /** Some libraries' threads go on looking for work: the process runs for this request alone. */
  async ask<Answer>(request: string): Promise<Answer> {
    this.#signal("SIGCONT");
    this.#child.stdin!.write(`${request}\n`);
    const { value, done } = await patiently(this.#child, this.#answers.next());
    if (done === true) throw new Error(`the process ended while it was asked to "${request}": ${this.#lastErrors()}`);
    this.#signal("SIGSTOP");
    return JSON.parse(value) as Answer;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#signal("SIGKILL");
    await exit;
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** Ends a process that does not answer: then there is no next answer. */
async function patiently<Answer>(child: ChildProcess, answer: Promise<Answer>): Promise<Answer> {
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_ANSWER);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}
