// A whole model's file as a base: its network without its classifier.

import type { FileToOpen } from "../../formats/opened.js";
import { openNetwork } from "../../model/openNetwork.js";
import { shapeOfSize } from "../../model/shapeOfSize.js";
import { withoutClassifier } from "../../model/withoutClassifier.js";
import type { Blocks } from "../../models/architecture.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape } from "../../tensor/shape.js";
import { Model } from "../../train/model.js";
import { assumedPreprocessing } from "../assumedUse.js";
import { type UseOptions, withUse } from "../givenUse.js";
import type { OpenedBase } from "./openedBase.js";

interface FileOptions {
  /** Default: what the file says. */
  readonly preprocessing?: UseOptions["preprocessing"];
  /** Default: the file's, which leaves none open. */
  readonly size?: number | undefined;
}

/**
 * @throws LinnetError naming the file if it holds no network that makes something of one picture; OptionError if nothing
 * says how a picture becomes its input
 */
export async function openModelFile(
  source: FileToOpen,
  { preprocessing, size }: FileOptions = {},
): Promise<OpenedBase> {
  const { file } = source;
  const { network, record } = await openNetwork(source, (ends) => new Model(ends), shapeOfSize(size));
  const shapes = network.inputs.map(({ shape }) => formatShape(shape));
  if (network.inputs.length > 1 || network.inputShape.length !== 3 || network.inputShape[2] !== 3)
    throw new LinnetError(`${file}: expected a network with one input [height,width,3], got ${shapes.join(" and ")}`);
  const features = await withoutClassifier(network.outputs);
  if (features === null) {
    const found = network.layers.map(({ className }) => className).slice(0, 8);
    const layers = `${found.join(", ")}${network.layers.length > found.length ? ", ..." : ""}`;
    const expected = "a network whose weights make something of a picture before its classifier";
    throw new LinnetError(`${file}: expected ${expected}, got ${network.layers.length} layers: ${layers}`);
  }
  const used = await withUse(record, preprocessing === undefined ? {} : { preprocessing }, {
    outputs: network.outputs,
    file,
  });
  const base = new Model({ inputs: network.inputs, outputs: features, name: network.name });
  base.trainable = false;
  return {
    base,
    preprocessing: used.preprocessing ?? assumedPreprocessing(network, file),
    blocks: blocksOf(base),
    pretrained: true,
  };
}

/** Each layer with weights, the batch norm behind it with it. None of a graph of ops, which is a single layer. */
function blocksOf({ layers }: Model): Blocks {
  const blocks: string[][] = [];
  if (layers.some(({ className }) => className === "ImportedGraph")) return blocks;
  for (const { name, className, parameters } of layers) {
    if (parameters.length === 0) continue;
    if (className === "BatchNormalization" && blocks.length > 0) blocks.at(-1)!.push(name);
    else blocks.push([name]);
  }
  return blocks;
}
