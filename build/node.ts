// dist/node/: library, command and threads, and in pieces what they share and what is loaded when it is first needed.

import { bind } from "./bind.js";
import { entries } from "./entries.js";
import { bundle, writeAll } from "./output.js";
import { workers } from "./workers.js";

export async function buildNode(): Promise<void> {
  const { files } = await bundle({
    entryPoints: { ...entries, main: "src/cli/main.ts", ...workers },
    outdir: "dist/node",
    splitting: true,
    platform: "node",
    plugins: [bind({ target: "node", toDist: () => "../" })],
  });
  writeAll(files);
}
