// The threads of a backend: started once, and lent to every program that is large enough to use them.

import { startWorker, type WorkerSource, type WorkerThread } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Exchange, WorkerReply, WorkerRequest } from "./kernelWorker.js";
import type { ThreadProgram } from "./share.js";

/** Its module is beside this one, as built. */
const kernelWorker: WorkerSource = {
  module: new URL("./kernelWorker.js", import.meta.url),
  text: async () => (await import("./kernelWorkerText.js")).text,
};

interface Member {
  readonly thread: WorkerThread;
  /** Called when the thread has loaded a program, has run it, or has forgotten it. */
  readonly waiting: Map<number, (reply: WorkerReply) => void>;
}

export class Team {
  readonly #members: readonly Member[];
  /** Those that have loaded a program, by its number. */
  readonly #loaded = new Map<number, readonly Member[]>();
  #programs = 0;

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  static start(size: number): Team {
    return new Team(Array.from({ length: size }, startMember));
  }

  /** Gives a program to its threads from number `firstThread` on; returns the program's number. */
  async load(content: ThreadProgram, firstThread: number): Promise<number> {
    const program = this.#programs;
    this.#programs += 1;
    const members = this.#members.slice(0, content.threads - firstThread);
    this.#loaded.set(program, members);
    await Promise.all(
      members.map((member, index) => ask(member, { kind: "load", program, content, thread: firstThread + index })),
    );
    return program;
  }

  /** Has every thread help with the phase that is open. */
  help(program: number): void {
    for (const member of this.#loaded.get(program)!) post(member, { kind: "help", program });
  }

  /** Has the threads run an open phase without the caller; null does nothing but exchange. */
  async runAlone(program: number, phase: number | null, exchange: Exchange = {}): Promise<readonly Float32Array[]> {
    const request = { kind: "run", program, phase, ...exchange } as const;
    const [first] = await Promise.all(this.#loaded.get(program)!.map((member) => ask(member, request)));
    return first!.kind === "ran" ? first!.values : [];
  }

  /** Has the threads forget a program; when they have, none of them looks at its memory any more. */
  async unload(program: number): Promise<void> {
    const members = this.#loaded.get(program) ?? [];
    this.#loaded.delete(program);
    await Promise.all(members.map((member) => ask(member, { kind: "unload", program })));
  }
}

/** While an answer is awaited the thread keeps the process alive, and no longer. */
function ask(member: Member, request: WorkerRequest): Promise<WorkerReply> {
  return new Promise((resolve) => {
    member.waiting.set(request.program, resolve);
    member.thread.keepAlive(true);
    post(member, request);
  });
}

function post({ thread }: Member, request: WorkerRequest): void {
  thread.post(request);
}

function startMember(): Member {
  const waiting = new Map<number, (reply: WorkerReply) => void>();
  const thread = startWorker(kernelWorker, {
    message: (message) => {
      const reply = message as WorkerReply;
      waiting.get(reply.program)?.(reply);
      waiting.delete(reply.program);
      if (waiting.size === 0) thread.keepAlive(false);
    },
    failure: (error) => {
      throw new LinnetError(`wasm backend: a thread stopped: ${error.message}`);
    },
  });
  thread.keepAlive(false);
  return { thread, waiting };
}
