// The threads of a backend: started once, and lent to every program that is large enough to use them.

import { startWorker, type WorkerThread } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { WorkerRequest } from "./kernelWorker.js";
import type { ThreadProgram } from "./share.js";

interface Member {
  readonly thread: WorkerThread;
  /** Called when the thread has loaded a program. */
  readonly waiting: Map<number, () => void>;
}

/** All threads but the caller's own. */
export class Team {
  readonly #members: readonly Member[];
  #programs = 0;

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  static start(helpers: number): Team {
    return new Team(Array.from({ length: helpers }, startMember));
  }

  /** Gives a program to every thread, and returns its number. */
  async load(content: ThreadProgram): Promise<number> {
    const program = this.#programs;
    this.#programs += 1;
    await Promise.all(this.#members.map((member, index) => load(member, { program, content, thread: index + 1 })));
    return program;
  }

  /** Sets every thread to work; the caller has to do its own share, which ends when all are done. */
  run(program: number): void {
    for (const member of this.#members) post(member, { kind: "run", program });
  }

  unload(program: number): void {
    for (const member of this.#members) post(member, { kind: "unload", program });
  }
}

/** While a thread loads it keeps the process alive, and no longer. */
function load(
  member: Member,
  request: Pick<WorkerRequest & { kind: "load" }, "program" | "content" | "thread">,
): Promise<void> {
  return new Promise((resolve) => {
    member.waiting.set(request.program, resolve);
    member.thread.keepAlive(true);
    post(member, { kind: "load", ...request });
  });
}

function post({ thread }: Member, request: WorkerRequest): void {
  thread.post(request);
}

function startMember(): Member {
  const waiting = new Map<number, () => void>();
  const thread = startWorker(new URL("./kernelWorker.js", import.meta.url), {
    message: (message) => {
      const { loaded } = message as { readonly loaded: number };
      waiting.get(loaded)?.();
      waiting.delete(loaded);
      if (waiting.size === 0) thread.keepAlive(false);
    },
    failure: (error) => {
      throw new LinnetError(`wasm backend: a thread stopped: ${error.message}`);
    },
  });
  return { thread, waiting };
}
