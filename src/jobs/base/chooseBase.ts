// Which base a job stands on: the one choice of all jobs.

import { type ArchitectureName, defaultArchitecture, findArchitecture } from "../../models/architectures.js";
import { publishedFor } from "../../models/publishedWeights.js";
import { smallBaseShape } from "../../models/smallBase.js";
import type { JobControl } from "../events.js";
import { OptionError } from "../optionError.js";
import { ModelFile } from "./modelFile.js";
import { type BaseChoice, baseNames, isBaseFile } from "./options.js";
import { cachedWeights, describeNetwork, type NetworkShape, weightsFolder } from "./weightFiles.js";

/** A base with everything decided. */
export type ChosenBase = NamedBase | FileBase;

interface FileBase {
  readonly model: ModelFile;
}

export interface NamedBase {
  readonly architecture: ArchitectureName;
  readonly alpha: number;
  readonly size: number;
  /** The small base's own, a file's, or none: then all layers are trained from random weights. */
  readonly weights: "small" | { readonly file: string } | null;
}

/**
 * Decides on a base: a model's file or weights that are given, else the base that is named, else ImageNet weights that are in the cache folder
 * already, else the small base of the package, which sets width and size. ImageNet weights are downloaded if they, or a base
 * that has them, are named, and are not in the cache folder.
 * @throws OptionError naming an option that does not go with the others; LinnetError if weights cannot be had
 */
export async function chooseBase(given: BaseChoice, control: JobControl = {}): Promise<ChosenBase> {
  if (isBaseFile(given.base)) return fileBase(given.base, given);
  checkChoice(given);
  if (given.base === "small") return smallWithSize(given);
  const isNamed = given.base !== undefined || given.weights !== undefined || given.fromScratch === true;
  const shape = shapeOf(given);
  if (given.fromScratch === true) return { ...shape, weights: null };
  if (given.weights !== undefined && given.weights !== "imagenet")
    return { ...shape, weights: { file: given.weights } };
  const file = await cachedWeights(shape);
  if (file !== null) return { ...shape, weights: { file } };
  if (isNamed) return { ...shape, weights: { file: await imageNetWeights(shape, control) } };
  const small = smallWithSize(given);
  const folder = weightsFolder();
  if (folder !== null) control.onEvent?.({ kind: "base", network: describeNetwork(small), weightsFolder: folder });
  return small;
}

/** What the file itself decides cannot be given beside it. */
async function fileBase(file: string, { weights, fromScratch, alpha, size }: BaseChoice): Promise<FileBase> {
  for (const [option, value] of Object.entries({ weights, fromScratch: fromScratch === true || undefined, alpha }))
    if (value !== undefined) throw new OptionError(option, `expected none beside the base ${file}, which has its own`);
  const model = await ModelFile.read(file, size).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : error;
    throw new OptionError("base", `expected one of ${baseNames.join(", ")}, or a model's file; ${reason}`);
  });
  return { model };
}

function checkChoice({ base, weights, fromScratch = false, alpha, preprocessing }: BaseChoice): void {
  if (preprocessing !== undefined)
    throw new OptionError("preprocessing", "expected a model's file as base beside it: other bases have their own");
  if (fromScratch && weights !== undefined)
    throw new OptionError("fromScratch", `expected no weights beside it, got ${weights}`);
  if (fromScratch && (base === "small" || base === "imagenet"))
    throw new OptionError(
      "fromScratch",
      `expected an architecture as base beside it, got "${base}", which has weights`,
    );
  if (base === "small" && weights !== undefined)
    throw new OptionError("weights", "expected none beside the small base, which has its own");
  if (base === "imagenet" && weights !== undefined && weights !== "imagenet")
    throw new OptionError("weights", `expected none beside the base "imagenet", got ${weights}`);
  if (base === "small" && alpha !== undefined && alpha !== smallBaseShape.alpha)
    throw new OptionError("alpha", `expected ${smallBaseShape.alpha}, the small base's width, got ${alpha}`);
}

interface NamedShape extends NetworkShape {
  readonly architecture: ArchitectureName;
}

/** The network that is named, at its width and size. */
export function shapeOf({ base = defaultArchitecture, alpha = 1, size }: BaseChoice): NamedShape {
  const architecture = base === "imagenet" || base === "small" ? defaultArchitecture : base;
  const { name, sizes } = findArchitecture(architecture);
  return { architecture: name as ArchitectureName, alpha, size: size ?? sizes.default };
}

function smallWithSize({ alpha, size }: BaseChoice): NamedBase {
  if (alpha !== undefined && alpha !== smallBaseShape.alpha) {
    throw new OptionError(
      "alpha",
      `the small base has ${smallBaseShape.alpha}; for ${alpha} name another base, weights, or begin from scratch`,
    );
  }
  return { ...smallBaseShape, size: size ?? smallBaseShape.size, weights: "small" };
}

/** Those of the cache folder, where they come to if they are not there. A base takes any size: the default one's serve all. */
async function imageNetWeights(shape: NamedShape, control: JobControl): Promise<string> {
  // Loaded here, for most trainings need none of it.
  const { weightsJob } = await import("../weights/weightsJob.js");
  const { architecture: network, alpha } = shape;
  const size = publishedFor(shape).length > 0 ? shape.size : findArchitecture(network).sizes.default;
  if (size !== shape.size) {
    const text = `There are no ImageNet weights of ${network} for ${shape.size} pixels: those for ${size} are taken.`;
    control.onEvent?.({ kind: "warning", text });
  }
  return (await weightsJob({ network, alpha, size }, control)).file;
}
