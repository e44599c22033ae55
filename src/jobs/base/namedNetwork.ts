// A network by its name, with random weights: to look at, and not to train.

import type { Network } from "../../model/network.js";
import { findArchitecture } from "../../models/architectures.js";
import { chooseBase, shapeOf } from "./chooseBase.js";
import { openBase } from "./openBase.js";
import type { BaseChoice } from "./options.js";

export interface NamedNetworkOptions extends Pick<BaseChoice, "base" | "alpha" | "size"> {
  /** Whether the classifier is there; the small base has none. Default: true. */
  readonly includeTop?: boolean;
}

/** @throws LinnetError if the network cannot have the width or the size */
export async function namedNetwork({ includeTop = true, ...choice }: NamedNetworkOptions = {}): Promise<Network> {
  if (choice.base === "small") return (await openBase(await chooseBase(choice), { seed: 0 })).base;
  const { architecture, alpha, size } = shapeOf(choice);
  return findArchitecture(architecture).create({ alpha, inputShape: [size, size, 3], includeTop }).network;
}
