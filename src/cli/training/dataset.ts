// The photographs of a folder, split in two.

import type { HealthReport } from "../../data/health/audit.js";
import { type ImageFolder, readImageFolder } from "../../data/imageFolder.js";
import { type Split, trainTestSplit } from "../../data/split.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import { auditWithProgress } from "../audit.js";
import { summariseHealth } from "../healthText.js";
import type { SplitName } from "./options.js";

export interface Dataset extends ImageFolder {
  readonly split: Split;
  /** Null where the split is random: then nothing was looked for. */
  readonly health: HealthReport | null;
  /** The group of near-duplicates of each photograph; null where the split is random. */
  readonly groups: Uint32Array | null;
}

export interface DatasetOptions {
  readonly testSize: number;
  readonly split: SplitName;
  readonly seed: number;
  readonly limit?: number;
  readonly threads?: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a folder of classes and splits it, both parts with the classes in the same proportions, and near-duplicates on one
 * side unless the split is random.
 * @throws LinnetError where there are not two classes or more
 */
export async function readDataset(root: string, options: DatasetOptions): Promise<Dataset> {
  const { testSize, seed, limit } = options;
  const folder = await readImageFolder(root);
  if (folder.classes.length < 2)
    throw new LinnetError(`${root}: expected folders of two classes or more, got "${folder.classes}" alone`);
  const chosen = limit === undefined || limit >= folder.files.length ? folder : limited(folder, limit, seed);
  const splitOptions = { testSize, stratify: chosen.labels, seed };
  if (options.split === "random") {
    return { ...chosen, split: trainTestSplit(chosen.files.length, splitOptions), health: null, groups: null };
  }
  const { report, groups } = await auditWithProgress(chosen, options);
  const split = trainTestSplit(chosen.files.length, { ...splitOptions, groups });
  return { ...chosen, split, health: report, groups };
}

/** `limit` files, chosen at random so that the classes keep their proportions. */
function limited(folder: ImageFolder, limit: number, seed: number): ImageFolder {
  const order = Array.from(shuffledIndexes(folder.files.length, seededRandom(seed, "limit")));
  const kept = folder.classes.flatMap((_, label) => {
    const members = order.filter((index) => folder.labels[index] === label);
    return members.slice(0, Math.max(2, Math.round((members.length * limit) / folder.files.length)));
  });
  kept.sort((a, b) => a - b);
  const files = kept.map((index) => folder.files[index]!);
  return { ...folder, files, labels: Uint32Array.from(kept, (index) => folder.labels[index]!) };
}

/** What a person should know of a dataset before it is trained on. */
export function describeDataset({ root, classes, labels, split, skipped, health }: Dataset): string {
  const counts = classes.map((name, label) => `${name} ${labels.filter((other) => other === label).length}`);
  const lines = [
    `${root}: ${labels.length} photographs (${counts.join(", ")}); ${split.train.length} to train on, ${split.test.length} held out.`,
    ...skipped.slice(0, 5).map(({ path, reason }) => `  left out ${path}: ${reason}`),
  ];
  if (skipped.length > 5) lines.push(`  and ${skipped.length - 5} more left out`);
  if (health !== null) lines.push(summariseHealth(health));
  return lines.join("\n");
}
