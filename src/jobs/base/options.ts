// What a job can be told of the base on which a head stands.

import type { ArchitectureName } from "../../models/architectures.js";

/** An architecture, the small base that comes with the package, or short for the default architecture with ImageNet weights. */
export type BaseName = ArchitectureName | "small" | "imagenet";

export interface BaseChoice {
  /** Default: the default architecture if its ImageNet weights are in the cache folder or `weights` names a file, else `small`. */
  readonly base?: BaseName;
  /** `imagenet`, which is downloaded if it is not in the cache folder, or a file. Default: `imagenet` for a named base. */
  readonly weights?: string;
  /** Begin with random weights, and train all layers. Default: false. */
  readonly fromScratch?: boolean;
  /** The width multiplier. Default: 1; the small base has its own. */
  readonly alpha?: number;
  /** Height and width of the network's input. Default: the architecture's; the small base has its own. */
  readonly size?: number;
}
