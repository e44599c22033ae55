// The numbers behind a drawing as a file, from which it can be drawn again without being measured again.

import { cpus } from "node:os";
import { LinnetError } from "linnet";
import { readFile } from "../../src/platform/index.js";
import type { FigureName } from "./names.js";

/** What `--json` writes and `--from` reads. */
export interface FigureRecord {
  readonly figure: FigureName;
  /** Where the numbers were measured. */
  readonly machine: string;
  /** When they were. */
  readonly date: string;
  readonly numbers: unknown;
}

/** The record of numbers that were measured just now, on this machine. */
export function recordOf(figure: FigureName, numbers: unknown): FigureRecord {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const machine = `${model}, ${processors.length} cores, Node ${process.versions.node}`;
  return { figure, machine, date: new Date().toISOString().slice(0, 10), numbers };
}

/** @throws LinnetError naming the file, if it cannot be read, or holds no numbers of this figure */
export async function readRecord(path: string, figure: FigureName): Promise<FigureRecord> {
  const record = await parse(path);
  if (record.figure === figure && record.numbers !== undefined) return record;
  throw new LinnetError(`--from ${path}: expected the numbers of ${figure}, got those of ${record.figure ?? "none"}`);
}

async function parse(path: string): Promise<FigureRecord> {
  try {
    return JSON.parse(new TextDecoder().decode(await readFile(path)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`--from ${path}: the file could not be read (${reason})`);
  }
}
