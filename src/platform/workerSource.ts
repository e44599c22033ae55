// What a thread is started with.

/** A module of linnet that serves messages, and needs no other module once built. */
export interface WorkerSource {
  /** Its address; null if it is not a file of its own, as in a package bundled into one file. */
  readonly module: URL | null;
  /** Its text, for pages that cannot load it by address; null if it has not been built. */
  text(): Promise<string | null>;
  /** The megabytes of heap that its thread may fill before it is ended, where the platform can tell. Default: no limit of its own. */
  readonly megabytes?: number;
}
