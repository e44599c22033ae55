// What a job can be told of the base on which a head stands.

import { type ArchitectureName, architectures } from "../../models/architectures.js";
import type { UseOptions } from "../givenUse.js";

/** An architecture, the small base that comes with the package, or short for the default architecture with ImageNet weights. */
export type BaseName = ArchitectureName | "small" | "imagenet";

export const baseNames: readonly string[] = ["small", "imagenet", ...Object.keys(architectures)];

export const basePrecisions = ["float32", "int8"] as const;

export interface BaseChoice extends Pick<UseOptions, "preprocessing"> {
  /**
   * A name, or a file with a whole model of any format, whose classifier the head replaces. Default: the default architecture
   * if its ImageNet weights are in the cache folder or `weights` names a file, else `small`.
   */
  readonly base?: BaseName | (string & {});
  /** `imagenet`, which is downloaded if it is not in the cache folder, or a file. Default: `imagenet` for a named base. */
  readonly weights?: string;
  /** Begin with random weights, and train all layers. Default: false. */
  readonly fromScratch?: boolean;
  /** The width multiplier. Default: 1; the small base and files have their own. */
  readonly alpha?: number;
  /** What the base computes with while it is frozen: integers of eight bits are faster, and smaller. Default: `float32`. */
  readonly basePrecision?: (typeof basePrecisions)[number];
  /** Height and width of the network's input. Default: the architecture's, the small base's, or the file's, which may leave it open. */
  readonly size?: number;
}

/** Whether the base is a model's file, and no name. */
export function isBaseFile(base: string | undefined): base is string {
  return base !== undefined && !baseNames.includes(base);
}
