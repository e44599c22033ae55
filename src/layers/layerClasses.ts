// The classes of layers that are loaded, by the names that files have for them; registered ones of one's own among them.

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { Layer } from "./layer.js";

/** The arguments come from a file: each constructor, and then `apply`, checks them. */
export type LayerClass = new (options: never) => Layer;

const classesByName = new Map<string, LayerClass>();
const namesByClass = new Map<unknown, string>();

/** Makes a class known under a name. A rare layer does so itself: it stands in no list that every page would load. */
export function nameLayerClass(className: string, layerClass: LayerClass): void {
  classesByName.set(className, layerClass);
  namesByClass.set(layerClass, className);
}

export function layerClassOf(className: string): LayerClass | undefined {
  return classesByName.get(className);
}

export function nameOfClass(layerClass: unknown): string | undefined {
  return namesByClass.get(layerClass);
}

export function layerClassNames(): string[] {
  return [...classesByName.keys()];
}

export function isLayerClass(value: unknown): value is LayerClass {
  return (value as LayerClass | null | undefined)?.prototype instanceof Layer;
}

export interface RegisterOptions {
  /** Precedes the names in files, as in `Custom>Shift`, so that two authors may each have a `Shift`. Default: "Custom". */
  readonly package?: string;
}

/**
 * Registers classes of one's own, so that models with such layers can be written to files and read from them. Call it
 * once, before the first file is written or read: `registerLayers({ Shift })`. The classes are the entries of an object
 * because a minifier keeps the names of entries, but not of classes. A later call with a known name replaces the class.
 * A layer is read back by calling its constructor with what its `config` gave, and `name` and `trainable`.
 * See https://keras.io/api/models/model_saving_apis/serialization_utils, register_keras_serializable.
 * @throws LinnetError if an entry is not a class of layers, or the package's name is empty or contains ">"
 */
export function registerLayers(
  classes: { readonly [className: string]: LayerClass },
  options: RegisterOptions = {},
): void {
  checkOptions("registerLayers", options, { package: "string" });
  const { package: namespace = "Custom" } = options;
  if (typeof classes !== "object" || classes === null)
    throw new LinnetError(`registerLayers: expected an object of classes, got ${describe(classes)}`);
  if (namespace === "" || namespace.includes(">"))
    throw new LinnetError(`registerLayers: expected a package's name without ">", got "${namespace}"`);
  for (const [className, layerClass] of Object.entries(classes)) {
    if (!isLayerClass(layerClass))
      throw new LinnetError(
        `registerLayers: expected "${className}" to be a class that extends Layer, got ${describe(layerClass)}`,
      );
    nameLayerClass(`${namespace}>${className}`, layerClass);
  }
}
