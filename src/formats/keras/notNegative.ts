// Which layers give no negative value, whatever the weights are.

import type { DescribedLayer, DescribedNetwork } from "../opened.js";

/** By linnet's names. */
const ACTIVATIONS = /^(relu|relu6|sigmoid|hardSigmoid|softplus|softmax|exponential)$/;
/** Not negative where no input is. */
const KEEPING =
  /^(Add|Average|Concatenate|Minimum|Multiply|(Spatial)?Dropout(2D)?|Identity|Flatten|Reshape|Permute|(Global)?(Max|Average)Pooling2D|ZeroPadding2D|Cropping2D)$/;

/** The names of the layers and repeated calls. */
export function layersNotNegative({ layers }: DescribedNetwork): ReadonlySet<string> {
  const described = new Map<string, DescribedLayer>();
  const found = new Set<string>();
  for (const entry of layers) {
    if (!("callOf" in entry)) described.set(entry.name, entry);
    const { className, config } = described.get("callOf" in entry ? entry.callOf : entry.name)!;
    const inputs = entry.inputs.map((name) => found.has(name));
    const isKept = KEEPING.test(className) && inputs.every(Boolean);
    if (isKept || isRectified(className, config) || (className === "Maximum" && inputs.includes(true)))
      found.add(entry.name);
  }
  return found;
}

function isRectified(className: string, { activation, negativeSlope }: DescribedLayer["config"]): boolean {
  return className === "ReLU"
    ? (negativeSlope ?? 0) === 0
    : className === "Softmax" || ACTIVATIONS.test(`${activation}`);
}
