// Which published weights are wanted, and where they will lie.

import { type Architecture, formatAlpha } from "../../models/architecture.js";
import { type ArchitectureName, architectures, defaultArchitecture } from "../../models/architectures.js";
import {
  cachedName,
  type PublishedShape,
  type PublishedWeights,
  publishedFor,
  publishedWeights,
} from "../../models/publishedWeights.js";
import { joinPath, downloads as ofPlatform } from "../../platform/index.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { entryByName } from "../../tensor/entryByName.js";
import { LinnetError } from "../../tensor/errors.js";
import { weightsFolder } from "../base/weightFiles.js";
import { OptionError } from "../optionError.js";

export interface WeightsOptions {
  /** `imagenet` is short for the default architecture. */
  readonly network: ArchitectureName | "imagenet";
  /** The width multiplier. Default: 1. */
  readonly alpha?: number;
  /** Height and width of the pictures that they were trained on. Default: the architecture's. */
  readonly size?: number;
  /** With the classifier of 1000 classes. Default: false, for a base needs none. */
  readonly includeTop?: boolean;
}

export const weightsKinds: OptionKinds<WeightsOptions> = {
  network: "string",
  alpha: "number",
  size: "number",
  includeTop: "boolean",
};

export interface WantedWeights {
  readonly shape: PublishedShape & { readonly architecture: ArchitectureName };
  readonly includeTop: boolean;
  /** The files that have them, the one to download first. */
  readonly published: readonly [PublishedWeights, ...PublishedWeights[]];
  readonly folder: string;
  /** In that folder, with linnet's names. */
  readonly file: string;
}

/** @throws OptionError naming the width or the size that nobody has published, LinnetError in a page, which has no folder */
export function wantedWeights({ network, alpha = 1, includeTop = false, ...given }: WeightsOptions): WantedWeights {
  const names = { ...architectures, imagenet: architectures[defaultArchitecture] };
  const found: Architecture = entryByName("weights", names, network);
  const architecture = found.name as ArchitectureName;
  const shape = { architecture, alpha, size: given.size ?? found.sizes.default };
  const [first, ...others] = publishedFor(shape).filter((file) => file.includeTop || !includeTop);
  if (first === undefined) throw notPublished(shape);
  const folder = weightsFolder();
  if (folder === null || ofPlatform === null)
    throw new LinnetError("weights are downloaded by Node alone: a page gives the address of a file as its weights");
  return {
    shape,
    includeTop,
    published: [first, ...others],
    folder,
    file: joinPath(folder, cachedName(shape, includeTop)),
  };
}

function notPublished({ architecture, alpha, size }: PublishedShape): OptionError {
  const ofNetwork = publishedWeights.filter((file) => file.architecture === architecture);
  const ofWidth = ofNetwork.filter((file) => file.alpha === alpha);
  const listed = (values: readonly number[]): string => [...new Set(values)].join(", ");
  const whose = `ImageNet weights of ${architecture}`;
  if (ofWidth.length > 0)
    return new OptionError(
      "size",
      `there are ${whose} ${formatAlpha(alpha)} for ${listed(ofWidth.map((file) => file.size))} pixels, not for ${size}`,
    );
  const widths = listed(ofNetwork.map((file) => file.alpha));
  return new OptionError("alpha", `there are ${whose} for a width of ${widths}, not of ${alpha}`);
}
