// The architectures, one per line.

import { entryByName } from "../tensor/entryByName.js";
import type { Architecture } from "./architecture.js";
import { efficientNetB0Architecture, efficientNetLite0Architecture } from "./efficientnet.js";
import { mobileNetV1Architecture } from "./mobilenetv1.js";
import { mobileNetV2Architecture } from "./mobilenetv2.js";
import { mobileNetV3LargeArchitecture, mobileNetV3SmallArchitecture } from "./mobilenetv3.js";
import { shuffleNetV2Architecture } from "./shufflenetv2.js";

export const architectures = {
  mobilenetv1: mobileNetV1Architecture,
  mobilenetv2: mobileNetV2Architecture,
  "mobilenetv3-small": mobileNetV3SmallArchitecture,
  "mobilenetv3-large": mobileNetV3LargeArchitecture,
  shufflenetv2: shuffleNetV2Architecture,
  "efficientnet-b0": efficientNetB0Architecture,
  "efficientnet-lite0": efficientNetLite0Architecture,
} as const satisfies { readonly [name: string]: Architecture };

export type ArchitectureName = keyof typeof architectures;

/** Taken if none is named: the architecture of the small base, and of linnet's first ImageNet weights. */
export const defaultArchitecture = "mobilenetv2" satisfies ArchitectureName;

/** @throws LinnetError if there is no architecture of that name */
export function findArchitecture(name: string): Architecture {
  return entryByName("architecture", architectures, name);
}
