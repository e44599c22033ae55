// What a classifier of pictures is made of, and what it answers.

import { Network } from "../../model/network.js";
import type { ModelRecord } from "../../model/networkFile.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { UseNote } from "../assumedUse.js";
import type { ReadingOptions } from "../reading.js";

export interface ClassProbability {
  readonly label: string;
  readonly probability: number;
}

/** A network with the names of its classes, and what it wants pictures to be like. */
export interface ClassifierParts {
  readonly network: Network;
  readonly record: ModelRecord;
  /** How pictures are read. Default: in one thread fewer than the machine has, from 1 to 4, or in none for a single picture. */
  readonly reading?: ReadingOptions;
  /** What was taken for granted where the file was opened. Default: nothing. */
  readonly notes?: readonly UseNote[];
}

/** @throws LinnetError unless it is a network with the names of its classes */
export function checkParts(where: string, parts: ClassifierParts): void {
  const { network, record } = parts ?? {};
  if (network instanceof Network && Array.isArray(record?.classes) && record.preprocessing !== undefined) return;
  throw new LinnetError(`${where}: expected a network and its file's record, got ${describe(parts)}`);
}
