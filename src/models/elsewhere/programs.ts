// Which programs of PyTorch have which architecture, and what they call its layers.

import type { BuiltNetwork } from "../architecture.js";
import type { ArchitectureName } from "../architectures.js";
import { timmNames } from "./timm.js";
import { efficientNet, mobileNetV2, mobileNetV3, shuffleNetV2 } from "./torchvision.js";
import type { NamedLayer } from "./units.js";

/** Programs whose weights have names of their own; timm's `tf_` models have those of the others. */
export type Program = "torchvision" | "timm";

type NamesOf = { readonly [Of in Program]?: (built: BuiltNetwork) => NamedLayer[] };

const stages = {
  mobileNetV1: [1, 2, 2, 6, 2],
  mobileNetV2: [1, 2, 3, 4, 3, 3, 1],
  mobileNetV3Small: [1, 2, 3, 2, 3],
  mobileNetV3Large: [1, 2, 3, 4, 2, 3],
  efficientNet: [1, 2, 2, 3, 3, 4, 1],
  shuffleNetV2: [4, 8, 4],
} as const;

/** The layers with weights by their names in each program. */
export const programs: { readonly [Name in ArchitectureName]: NamesOf } = {
  mobilenetv1: { timm: timmNames({ stages: stages.mobileNetV1, last: "none" }) },
  mobilenetv2: { torchvision: mobileNetV2, timm: timmNames({ stages: stages.mobileNetV2, last: "head" }) },
  "mobilenetv3-small": {
    torchvision: mobileNetV3,
    timm: timmNames({ stages: stages.mobileNetV3Small, last: "stage" }),
  },
  "mobilenetv3-large": {
    torchvision: mobileNetV3,
    timm: timmNames({ stages: stages.mobileNetV3Large, last: "stage" }),
  },
  shufflenetv2: { torchvision: shuffleNetV2(stages.shuffleNetV2) },
  "efficientnet-b0": {
    torchvision: efficientNet(stages.efficientNet),
    timm: timmNames({ stages: stages.efficientNet, last: "head" }),
  },
  "efficientnet-lite0": { timm: timmNames({ stages: stages.efficientNet, last: "head" }) },
};

/** The program whose names a source's weights have; null for Keras. */
export function programOf(source: string): Program | null {
  if (source === "keras") return null;
  return source === "torchvision" ? "torchvision" : "timm";
}
