// What a command prints in this process.

import type { Outcome } from "../../support/command.js";

type Name = "stdout" | "stderr";

/** Does work that prints, and keeps what it prints from the terminal. @param work gives the exit code */
export async function capturing(work: () => Promise<number>): Promise<Outcome> {
  const printed = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) => capture(name, printed));
  try {
    return { code: await work(), ...printed };
  } finally {
    for (const end of restore) end();
  }
}

function capture(name: Name, printed: { [Stream in Name]: string }): () => void {
  const stream = process[name];
  const write = stream.write;
  stream.write = (chunk: Uint8Array | string): boolean => {
    printed[name] += String(chunk);
    return true;
  };
  return () => {
    stream.write = write;
  };
}
