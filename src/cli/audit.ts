// linnet audit: the health of a folder of labelled photographs.

import type { Command } from "commander";
import { type AuditOptions, auditFolder, type FolderAudit } from "../data/health/audit.js";
import { type ImageFolder, readImageFolder } from "../data/imageFolder.js";
import { describeHealth } from "./healthText.js";
import { realNumber, wholeNumber } from "./options.js";
import { pairsByFeatures } from "./pairsByFeatures.js";
import { startProgress } from "./progress.js";

interface AuditCommandOptions {
  readonly weights?: string;
  readonly testSize: number;
  readonly seed: number;
  readonly threads?: number;
  readonly json: boolean;
  readonly all: boolean;
}

export function addAuditCommand(program: Command): void {
  program
    .command("audit")
    .description(
      "look for unreadable files, copies and odd sizes in a folder that holds a folder of photographs for each class",
    )
    .argument("<folder>", "the photographs")
    .option(
      "--weights <file>",
      "ImageNet weights of MobileNetV2 1.0: finds turned and cropped copies too, by their features",
    )
    .option("--test-size <number>", "of the random split that is tried", realNumber({ least: 0.01, most: 0.99 }), 0.2)
    .option("--seed <number>", "of the random split that is tried", wholeNumber({ least: 0 }), 42)
    .option("--threads <number>", "threads that decode", wholeNumber({ least: 0 }))
    .option("--json", "print JSON", false)
    .option("--all", "print whole lists", false)
    .action(audit);
}

async function audit(root: string, options: AuditCommandOptions): Promise<void> {
  const folder = await readImageFolder(root);
  const alsoAlike = options.weights === undefined ? [] : await pairsByFeatures(folder.files, options.weights);
  const { report } = await auditWithProgress(folder, { ...options, alsoAlike });
  console.log(options.json ? JSON.stringify(report, null, 2) : describeHealth(report, options));
}

/** Audits with a bar. */
export async function auditWithProgress(folder: ImageFolder, options: AuditOptions): Promise<FolderAudit> {
  const progress = startProgress("auditing", folder.files.length, "photographs");
  try {
    return await auditFolder(folder, { ...options, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}
