// The order of a picture's axes that a node of TensorFlow names.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { wordOf } from "../attributes.js";

/** @throws LinnetError if it has the channels before the pixels */
export function expectChannelsLast(node: GraphNode): void {
  const format = wordOf(node, "data_format", "NHWC");
  if (format !== "NHWC" && format !== "")
    throw new LinnetError(`linnet runs TensorFlow's ops with channels last, got ${format}`);
}
