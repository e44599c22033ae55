// What torchvision calls the layers of its networks: by their places in nested lists of modules
// (https://github.com/pytorch/vision/tree/main/torchvision/models).

import type { BuiltNetwork } from "../architecture.js";
import { type NamedLayer, named, numbersInStages, type Unit, unitsOf } from "./units.js";

/** A convolution and its batch norm in a list of their own. */
function inList(unit: Unit, prefix: string): NamedLayer[] {
  return named(unit, `${prefix}.0`, `${prefix}.1`);
}

/** MobileNetV2: the last convolution of a block is in no list of its own. */
export function mobileNetV2(built: BuiltNetwork): NamedLayer[] {
  const { first, blocks, last, classifier } = unitsOf(built, true);
  const inBlocks = blocks.flatMap((units, block) =>
    units.flatMap((unit, place) => {
      const prefix = `features.${block + 1}.conv.`;
      const isLast = place === units.length - 1;
      return isLast ? named(unit, `${prefix}${place}`, `${prefix}${place + 1}`) : inList(unit, `${prefix}${place}`);
    }),
  );
  return [
    ...inList(first, "features.0"),
    ...inBlocks,
    ...inList(last!, `features.${blocks.length + 1}`),
    ...classifier.flatMap((unit) => named(unit, "classifier.1", "")),
  ];
}

export function mobileNetV3(built: BuiltNetwork): NamedLayer[] {
  const { first, blocks, last, classifier } = unitsOf(built, true);
  return [
    ...inList(first, "features.0"),
    ...blocks.flatMap((units, block) => gatedBlock(units, `features.${block + 1}.block.`)),
    ...inList(last!, `features.${blocks.length + 1}`),
    ...classifier.flatMap((unit, place) => named(unit, `classifier.${3 * place}`, "")),
  ];
}

/** @param stages how many blocks each stage has */
export function efficientNet(stages: readonly number[]): (built: BuiltNetwork) => NamedLayer[] {
  const numbers = numbersInStages(stages);
  return (built) => {
    const { first, blocks, last, classifier } = unitsOf(built, true);
    const inBlocks = blocks.flatMap((units, index) => {
      const [stage, block] = numbers[index]!;
      return gatedBlock(units, `features.${stage + 1}.${block}.block.`);
    });
    return [
      ...inList(first, "features.0"),
      ...inBlocks,
      ...inList(last!, `features.${stages.length + 1}`),
      ...classifier.flatMap((unit) => named(unit, "classifier.1", "")),
    ];
  };
}

/** The two convolutions of a gate, which have no batch norm, share a place. */
function gatedBlock(units: readonly Unit[], prefix: string): NamedLayer[] {
  let place = -1;
  let inGate = 0;
  return units.flatMap((unit) => {
    inGate = unit.norm === null ? inGate + 1 : 0;
    if (inGate !== 2) place += 1;
    return unit.norm === null ? named(unit, `${prefix}${place}.fc${inGate}`, "") : inList(unit, `${prefix}${place}`);
  });
}

/** @param stages how many blocks each stage has */
export function shuffleNetV2(stages: readonly number[]): (built: BuiltNetwork) => NamedLayer[] {
  const numbers = numbersInStages(stages);
  return (built) => {
    const { first, blocks, last, classifier } = unitsOf(built, true);
    const inBlocks = blocks.flatMap((units, index) => {
      const [stage, block] = numbers[index]!;
      const prefix = `stage${stage + 2}.${block}.`;
      return units.flatMap((unit, place) => {
        const [branch, number] = placesOf(units.length)[place]!;
        return named(unit, `${prefix}branch${branch}.${number}`, `${prefix}branch${branch}.${number + 1}`);
      });
    });
    return [
      ...inList(first, "conv1"),
      ...inBlocks,
      ...inList(last!, "conv5"),
      ...classifier.flatMap((unit) => named(unit, "fc", "")),
    ];
  };
}

/** Branch and number of each convolution: a list also counts batch norms and activations. */
function placesOf(count: number): readonly (readonly [branch: number, number: number])[] {
  const right = [
    [2, 0],
    [2, 3],
    [2, 5],
  ] as const;
  return count === right.length ? right : [[1, 0], [1, 2], ...right];
}
