// The base that was chosen, with its weights.

import { createBase, type WeightsFile } from "../../models/createBase.js";
import { readSmallBase } from "../../models/smallBase.js";
import type { ChosenBase, NamedBase } from "./chooseBase.js";
import type { OpenedBase } from "./openedBase.js";
import type { BaseChoice } from "./options.js";
import { readWeights } from "./weightFiles.js";

/** The moving statistics of batch norm have to follow weights that all change, within some hundred steps. */
const FEW_STEPS_MOMENTUM = 0.9;

/** @throws LinnetError naming the file, if it is no base or its weights do not fit; OptionError naming what it does not say */
export async function openBase(chosen: ChosenBase, { seed, preprocessing }: OpeningOptions): Promise<OpenedBase> {
  if (!("model" in chosen)) return openNamed(chosen, seed);
  const { openModelFile } = await import("./openModelFile.js");
  return openModelFile(await chosen.model.take(), { preprocessing, size: chosen.model.size });
}

interface OpeningOptions extends Pick<BaseChoice, "preprocessing"> {
  readonly seed: number;
}

async function openNamed({ weights, ...shape }: NamedBase, seed: number): Promise<OpenedBase> {
  const file = await readChosen(weights);
  const pretrained = file !== null;
  const { base, preprocessing, blocks } = createBase({
    ...shape,
    weights: file,
    seed,
    ...(!pretrained && { momentum: FEW_STEPS_MOMENTUM }),
  });
  if (pretrained) base.trainable = false;
  return { base, preprocessing: { mode: preprocessing, resize: "bilinear" }, blocks, pretrained };
}

async function readChosen(weights: NamedBase["weights"]): Promise<WeightsFile | null> {
  if (weights === null) return null;
  return weights === "small" ? { path: "the small base", tensors: await readSmallBase() } : readWeights(weights.file);
}
