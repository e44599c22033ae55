// What a file's metadata says of how its network is used.

import { LinnetError } from "../../tensor/errors.js";
import type { DescribedUse } from "../opened.js";

type Metadata = { readonly [key: string]: string };

/** linnet's own entries, and the classes that Ultralytics writes for classifiers. @throws LinnetError if one is not JSON */
export function readUse(metadata: Metadata): DescribedUse {
  const classes = readJson(metadata, "linnet.classes") ?? ultralyticsNames(metadata);
  const preprocessing = readJson(metadata, "linnet.preprocessing");
  // What they are is checked where they meet the network.
  return {
    ...(classes !== undefined && { classes }),
    ...(preprocessing !== undefined && { preprocessing }),
  } as DescribedUse;
}

function readJson(metadata: Metadata, key: string): unknown {
  const text = metadata[key];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new LinnetError(`metadata "${key}": expected JSON, got ${JSON.stringify(text.slice(0, 40))}`);
  }
}

/** `{0: 'cat', 1: "dog's"}`, as Python prints a dictionary. Networks that find things have names for other numbers. */
function ultralyticsNames({ task, names = "" }: Metadata): readonly string[] | undefined {
  if (task !== "classify") return undefined;
  const entries = [...names.matchAll(/(\d+): (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)];
  const inOrder = entries.every(([, number], place) => Number(number) === place);
  if (entries.length === 0 || !inOrder) return undefined;
  return entries.map(([, , single, double]) => (single ?? double ?? "").replace(/\\(.)/g, "$1"));
}
