// Programs that nobody closes: threads hold their memory, so the garbage collector alone would never free it.

import type { Program } from "./backend.js";

const dropped =
  typeof FinalizationRegistry === "undefined"
    ? null
    : new FinalizationRegistry<Program>((program) => void program.close().catch(() => undefined));

/** The program, which is closed at the latest some time after nobody can run it any more. */
export function closeWhenDropped(program: Program): Program {
  /** Lives as long as one of the functions below, and while one of them works. */
  const owner = { calls: 0 };
  dropped?.register(owner, program, owner);
  const owned = async <T>(work: () => Promise<T>): Promise<T> => {
    owner.calls += 1;
    try {
      return await work();
    } finally {
      owner.calls -= 1;
    }
  };
  return {
    run: (feeds) => owned(() => program.run(feeds)),
    readState: () => owned(() => program.readState()),
    writeState: (values) => owned(() => program.writeState(values)),
    servedBy: program.servedBy,
    describe: () => program.describe(),
    close: async () => {
      dropped?.unregister(owner);
      await program.close();
    },
  };
}
