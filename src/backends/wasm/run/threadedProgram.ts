// A program that outlives its threads: after the death of one, the next run opens the program anew.

import { LinnetError, ThreadError } from "../../../tensor/errors.js";
import type { Program } from "../../backend.js";

/** What runs a plan, however it was compiled. */
type Runs = Omit<Program, "describe" | "servedBy">;

/** The same, for as long as its threads live. */
export interface ThreadedProgram extends Runs {
  /** Whether a thread has died: nothing runs any more. */
  isLost(): boolean;
}

/**
 * Runs what `open` gives, and opens it again after the death of a thread, which rejects the current run. The plan's state
 * survives, unless the interrupted run may have left it half written, or only the dead thread had it: then it must be
 * written before it is used again.
 */
export async function outliveThreads(open: () => Promise<ThreadedProgram>, hasState: boolean): Promise<Runs> {
  let program = await open();
  let isClosed = false;
  let isStateKnown = true;

  async function living(): Promise<ThreadedProgram> {
    if (isClosed) throw new LinnetError("wasm backend: the program has been closed");
    if (!program.isLost()) return program;
    const state = isStateKnown && hasState ? await program.readState().catch(() => null) : null;
    const next = await open();
    if (state !== null) await next.writeState(state);
    else isStateKnown = !hasState;
    program = next;
    return program;
  }

  async function withState(): Promise<ThreadedProgram> {
    const current = await living();
    if (isStateKnown) return current;
    throw new ThreadError(
      "wasm backend",
      "died",
      "the values that the program kept are lost with it, and must be set anew",
    );
  }

  return {
    run: async (feeds) => {
      const current = await withState();
      try {
        return await current.run(feeds);
      } catch (error) {
        if (current.isLost() && hasState) isStateKnown = false;
        // Threads that were called late could not come, and the program is opened without them.
        if (!hasState && (error as ThreadError).kind === "unavailable") return (await living()).run(feeds);
        throw error;
      }
    },
    readState: async () => (await withState()).readState(),
    writeState: async (values) => {
      await (await living()).writeState(values);
      isStateKnown = true;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await program.close();
    },
  };
}
