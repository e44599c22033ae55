// What timm calls the layers of its MobileNets and EfficientNets
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/_efficientnet_blocks.py).

import type { BuiltNetwork } from "../architecture.js";
import { type NamedLayer, named, numbersInStages, type Unit, unitsOf } from "./units.js";

interface Form {
  /** How many blocks each stage has. */
  readonly stages: readonly number[];
  /**
   * What the convolution after the blocks is: none, `head`, or, in MobileNetV3, a stage of its own, in which case the head
   * is the first layer of the classifier.
   */
  readonly last: "none" | "head" | "stage";
}

export function timmNames({ stages, last }: Form): (built: BuiltNetwork) => NamedLayer[] {
  const numbers = numbersInStages(stages);
  return (built) => {
    const units = unitsOf(built, last !== "none");
    const inBlocks = units.blocks.flatMap((block, index) => blockNames(block, `blocks.${numbers[index]!.join(".")}.`));
    const stage = `blocks.${stages.length}.0.`;
    const [lastName, lastNorm] = last === "stage" ? [`${stage}conv`, `${stage}bn1`] : ["conv_head", "bn2"];
    return [
      ...named(units.first, "conv_stem", "bn1"),
      ...inBlocks,
      ...(units.last === null ? [] : named(units.last, lastName, lastNorm)),
      ...units.classifier.flatMap((unit, place, { length }) =>
        named(unit, place < length - 1 ? "conv_head" : "classifier", ""),
      ),
    ];
  };
}

/** A block that does not expand has a depthwise convolution first, and other names. */
function blockNames(units: readonly Unit[], prefix: string): NamedLayer[] {
  const isSeparable = units[0]!.layer.className === "DepthwiseConv2D";
  const convolutions = isSeparable ? ["conv_dw", "conv_pw"] : ["conv_pw", "conv_dw", "conv_pwl"];
  const gate = ["se.conv_reduce", "se.conv_expand"];
  let norms = 0;
  return units.flatMap((unit) => {
    const name = unit.norm === null ? gate.shift()! : convolutions.shift()!;
    if (unit.norm !== null) norms += 1;
    return named(unit, prefix + name, `${prefix}bn${norms}`);
  });
}
