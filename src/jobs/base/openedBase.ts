// A base as a job takes it: a named one with its weights, or the network of a model's file.

import type { ModelRecord } from "../../model/networkFile.js";
import type { Blocks } from "../../models/architecture.js";
import type { Model } from "../../train/model.js";

export interface OpenedBase {
  readonly base: Model;
  /** What becomes of a photograph before the base takes it. */
  readonly preprocessing: ModelRecord["preprocessing"];
  /** The names of the layers that are unfrozen together. */
  readonly blocks: Blocks;
  /** Whether it has weights to begin with, and is frozen. */
  readonly pretrained: boolean;
}
