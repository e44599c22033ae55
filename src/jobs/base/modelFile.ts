// A whole model's file as the base that was chosen. A run's record names it, and does not hold it.

import { digestOf } from "../../data/health/fileFacts.js";
import type { FileToOpen } from "../../formats/opened.js";
import { readModelSource } from "../../model/modelSource.js";

export class ModelFile {
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  /** Height and width of its input, where the file leaves them open. */
  readonly size: number | undefined;
  /** It may be large, or have come from far away: it is read once, and kept until it is opened. */
  #source: FileToOpen | null;

  private constructor(file: string, digest: string, size: number | undefined, source: FileToOpen) {
    this.file = file;
    this.digest = digest;
    this.size = size;
    this.#source = source;
  }

  /** @throws LinnetError naming the file if it cannot be read */
  static async read(file: string, size?: number): Promise<ModelFile> {
    const source = await readModelSource(file);
    return new ModelFile(file, await digestOf(source.bytes), size, source);
  }

  /** What is to be opened, once: it is read anew for whoever comes later. */
  async take(): Promise<FileToOpen> {
    const source = this.#source ?? (await readModelSource(this.file));
    this.#source = null;
    return source;
  }
}
