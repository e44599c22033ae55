// What a thread is started with.

/** A module of linnet's that serves messages, and needs no other module once it is built. */
export interface WorkerSource {
  /** Its address; null where it is no file of its own, as in a package that is one file. */
  readonly module: URL | null;
  /** Its text, for pages that cannot load it by its address; null where it has not been built. */
  text(): Promise<string | null>;
}
