// A frozen base that computes integers: its features cost a part of the time, and the model's file is small.

import { isQuantized } from "../../model/isQuantized.js";
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

type Settings = Pick<BaseChoice, "base" | "basePrecision"> & MachineOptions & ReadingOptions;

/** @throws OptionError if the base is to be quantized, and is quantized already or not frozen to the end */
export async function checkBasePrecision(
  { base: name, basePrecision, fineTune }: Settings & { readonly fineTune?: number },
  { base, pretrained }: OpenedBase,
): Promise<void> {
  if (basePrecision !== "int8") return;
  if (!pretrained)
    throw new OptionError("basePrecision", "expected no fromScratch beside it: a base with weights is quantized");
  if (fineTune !== undefined)
    throw new OptionError("basePrecision", "expected no fineTune beside it: integers cannot be trained");
  if (await isQuantized(base))
    throw new OptionError(
      "basePrecision",
      `expected a base of real numbers beside it, and ${name} is quantized already`,
    );
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
  control.onEvent?.({ kind: "plan", explanation: quantizedBy(shown.length) });
  const taker = { inputShape: opened.base.inputShape, preprocessing };
  // Training tells which photographs cannot be read.
  const { signal } = control;
  const examples = await readExamples(taker, shown, readingOf(settings), { ...(signal && { signal }) });
  const quantizing = quantizingOptions(jobBackend(settings), control);
  const base = new Model(await quantizedEnds(opened.base, rowsOf([examples]), quantizing));
  base.trainable = false;
  return { ...opened, base, blocks: [] };
}

function quantizedBy(photographs: number): string {
  return `The base is quantized to eight-bit integers first, by ${photographs} of the photographs that are trained on.`;
}
