// Weights by the names of another program. The architectures, whose layers have them, are known above this folder: there it is
// said how they are found (models/elsewhere/weightsFor.ts).

import { LinnetError } from "../tensor/errors.js";
import type { ExportableNetwork } from "./networkToWrite.js";
import type { Weights } from "./weights.js";

/** A program whose names weights may have. */
export type WeightNames = "keras" | "torchvision" | "timm";

export const weightNames: { readonly [Name in WeightNames]: Name } = {
  keras: "keras",
  torchvision: "torchvision",
  timm: "timm",
};

/** @throws LinnetError, with a table of what does not fit, if the program would not compute the same with the weights */
type WeightsByNames = (network: ExportableNetwork, names: WeightNames) => Promise<Weights>;

let load: (() => Promise<WeightsByNames>) | null = null;

export function offerNames(loader: () => Promise<WeightsByNames>): void {
  load = loader;
}

/** @throws LinnetError as `WeightsByNames` does, or if a page has left the architectures out */
export async function weightsByNames(network: ExportableNetwork, names: WeightNames): Promise<Weights> {
  if (load !== null) return (await load())(network, names);
  throw new LinnetError(
    `export: names of ${names}: expected a page that imports weightsFor of linnet, with which they come`,
  );
}
