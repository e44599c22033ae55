// A frozen base that computes integers: its features cost a part of the time, and the model's file is small.

import { pickEvenly } from "../../quantize/pickEvenly.js";
import { Model } from "../../train/model.js";
import type { Dataset } from "../dataset/dataset.js";
import type { JobControl } from "../events.js";
import { jobBackend, type MachineOptions } from "../machine.js";
import { OptionError } from "../optionError.js";
import { quantizingOptions, readExamples } from "../quantize/examples.js";
import { type ReadingOptions, readingOf } from "../reading.js";
import type { OpenedBase } from "./openedBase.js";
import type { BaseChoice } from "./options.js";

/** So many photographs show how large the base's values are. */
const CALIBRATED_BY = 100;

type Settings = Pick<BaseChoice, "basePrecision"> & MachineOptions & ReadingOptions;

/** @throws OptionError if the base is to be quantized and is not frozen to the end */
export function checkBasePrecision(
  { basePrecision, fineTune }: Settings & { readonly fineTune?: number },
  { pretrained }: OpenedBase,
): void {
  if (basePrecision !== "int8") return;
  if (!pretrained)
    throw new OptionError("basePrecision", "expected no fromScratch beside it: a base with weights is quantized");
  if (fineTune !== undefined)
    throw new OptionError("basePrecision", "expected no fineTune beside it: integers cannot be trained");
}

/**
 * The base in the precision that was asked for. Only photographs that are trained on show how large its values are.
 * @throws LinnetError if it cannot be quantized; the signal's reason, once it is given
 */
export async function inBasePrecision(
  opened: OpenedBase,
  { sources, split }: Dataset,
  settings: Settings,
  control: JobControl,
): Promise<OpenedBase> {
  if (settings.basePrecision !== "int8") return opened;
  const { quantizedEnds, rowsOf } = await import("../../quantize/quantizeNetwork.js");
  const { preprocessing } = opened;
  const shown = pickEvenly([...split.train], CALIBRATED_BY).map((place) => sources[place]!);
  const taker = { inputShape: opened.base.inputShape, preprocessing };
  const examples = await readExamples(taker, shown, readingOf(settings), control);
  const quantizing = quantizingOptions(jobBackend(settings), control);
  const base = new Model(await quantizedEnds(opened.base, rowsOf([examples]), quantizing));
  base.trainable = false;
  return { ...opened, base, blocks: [] };
}
