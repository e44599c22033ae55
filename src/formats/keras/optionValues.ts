// Values of Keras's options as linnet has them: activations, initializers, regularizers and constraints, which each version of
// Keras writes in other ways.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, type JsonRecord } from "../checkJson.js";

/** `max_value` as `maxValue`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `GlorotUniform`, `glorot_uniform` and `RandomNormalV2` as linnet writes such names. */
function plainName(name: string): string {
  const last = name.slice(name.lastIndexOf(">") + 1).replace(/(?<=[a-z])V2$/, "");
  return camelCase(last.charAt(0).toLowerCase() + last.slice(1));
}

interface Named {
  readonly name: string;
  readonly config: JsonRecord;
}

/** A name, or an object with a class or a function; null if it is neither. */
export function namedValue(value: unknown): Named | null {
  if (typeof value === "string") return { name: value, config: {} };
  if (!isRecord(value)) return null;
  const { class_name: className, config } = value;
  // A function is written as { class_name: "function", config: its name }.
  if (typeof config === "string") return { name: config, config: {} };
  return typeof className === "string" ? { name: className, config: isRecord(config) ? config : {} } : null;
}

const initializers: { readonly [name: string]: readonly string[] } = {
  zeros: [],
  ones: [],
  constant: ["value"],
  randomNormal: ["mean", "stddev"],
  truncatedNormal: ["mean", "stddev"],
  randomUniform: ["minval", "maxval"],
  varianceScaling: ["scale", "mode", "distribution"],
  glorotUniform: [],
  glorotNormal: [],
  heUniform: [],
  heNormal: [],
  lecunUniform: [],
  lecunNormal: [],
  orthogonal: ["gain"],
  identity: ["gain"],
};

/** Undefined for one that linnet does not have: the weights come from the file, and only a layer made anew would need it. */
export function initializerValue(value: unknown): unknown {
  const named = namedValue(value);
  const name = named === null ? "" : plainName(named.name);
  const options = initializers[name];
  if (named === null || options === undefined) return undefined;
  const given = options.filter((option) => named.config[option] !== undefined);
  const read = given.map((option) => [option, initializerOption(named.config[option])]);
  if (read.some(([, option]) => option === null || typeof option === "object")) return undefined;
  return { name, ...Object.fromEntries(read) };
}

/** Keras 2 calls a truncated normal distribution normal. */
function initializerOption(value: unknown): unknown {
  return value === "normal" ? "truncated_normal" : value;
}

const regularizers: { readonly [name: string]: readonly string[] } = { l1: ["l1"], l2: ["l2"], l1l2: ["l1", "l2"] };

/** @throws LinnetError naming the option if linnet does not have it */
export function regularizerValue(value: unknown, where: string): unknown {
  if (value === null) return null;
  const named = namedValue(value);
  const name =
    named === null
      ? ""
      : named.name
          .slice(named.name.lastIndexOf(">") + 1)
          .replace("_", "")
          .toLowerCase();
  const options = regularizers[name];
  if (named === null || options === undefined) throw unknownValue(where, "l1, l2, l1_l2", value);
  const { l1, l2 } = named.config;
  const strength = { l1: single(l1), l2: single(l2) };
  return { name, ...Object.fromEntries(options.map((option) => [option, strength[option as "l1" | "l2"] ?? 0])) };
}

/** Some versions write a number as an array of NumPy. */
function single(value: unknown): unknown {
  const config = isRecord(value) && isRecord(value.config) ? value.config : null;
  return config === null ? value : config.value;
}

const constraints: { readonly [name: string]: readonly string[] } = {
  maxNorm: ["max_value", "axis"],
  nonNeg: [],
  unitNorm: ["axis"],
  minMaxNorm: ["min_value", "max_value", "rate", "axis"],
};

/** @throws LinnetError naming the option if linnet does not have it */
export function constraintValue(value: unknown, where: string): unknown {
  if (value === null) return null;
  const named = namedValue(value);
  const name = named === null ? "" : plainName(named.name);
  const options = constraints[name];
  if (named === null || options === undefined)
    throw unknownValue(where, "MaxNorm, NonNeg, UnitNorm, MinMaxNorm", value);
  const given = options.filter((option) => named.config[option] !== undefined);
  return { name, ...Object.fromEntries(given.map((option) => [camelCase(option), named.config[option]])) };
}

function unknownValue(where: string, expected: string, value: unknown): LinnetError {
  const named = namedValue(value);
  return new LinnetError(`${where}: expected one of ${expected}, got ${describe(named === null ? value : named.name)}`);
}
