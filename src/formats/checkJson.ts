// Checks of what was parsed from JSON: each names the place, and says what was expected there.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

export type JsonRecord = { readonly [name: string]: unknown };

/** @throws LinnetError naming the place if the text is no JSON */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LinnetError(`${where}: expected JSON (${error instanceof Error ? error.message : error})`);
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws LinnetError naming the place if it is no object */
export function expectRecord(value: unknown, where: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new LinnetError(`${where}: expected an object, got ${describe(value)}`);
}

/** @throws LinnetError naming the place if it is no list */
export function expectList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new LinnetError(`${where}: expected a list, got ${describe(value)}`);
}

/** @throws LinnetError naming the place if it is no text */
export function expectText(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  throw new LinnetError(`${where}: expected text, got ${describe(value)}`);
}
