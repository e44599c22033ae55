// Whole networks at a small size, for backends that run them as one.

import { inferenceContext } from "../../src/layers/layer.js";
import type { Network } from "../../src/model/network.js";
import { efficientNetB0, efficientNetLite0 } from "../../src/models/efficientnet.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { mobileNetV3Small } from "../../src/models/mobilenetv3.js";
import { shuffleNetV2 } from "../../src/models/shufflenetv2.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { assortment } from "./assortment.js";

export const smallInput = { inputShape: [64, 64, 3], classes: 10 } as const;

/** Of pictures `[batch, 64, 64, 3]`. */
export const wholeNetworks: { readonly [name: string]: (x: Tensor) => Tensor } = {
  MobileNetV2: predicting(mobileNetV2({ ...smallInput, alpha: 0.35 })),
  "MobileNetV3-small": predicting(mobileNetV3Small({ ...smallInput, alpha: 0.75 })),
  ShuffleNetV2: predicting(shuffleNetV2({ ...smallInput, alpha: 0.5 })),
  "EfficientNet-B0": predicting(efficientNetB0({ ...smallInput, alpha: 0.35 })),
  "EfficientNet-Lite0": predicting(efficientNetLite0({ ...smallInput, alpha: 0.35 })),
  "an assortment": assortment,
};

export function predicting(model: Pick<Network, "call">): (x: Tensor) => Tensor {
  return (x) => model.call(x, inferenceContext);
}
