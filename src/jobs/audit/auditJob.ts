// The health of labeled photographs: what cannot be read, what is there twice, what is unlike the rest.

import type { HealthReport } from "../../data/health/audit.js";
import { audit, openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import { datasetDefaults } from "../dataset/options.js";
import type { JobControl } from "../events.js";
import { pairsByFeatures } from "./pairsByFeatures.js";

export interface AuditJobOptions {
  /** ImageNet weights of the default architecture: finds turned and cropped copies too, by their features. Default: none. */
  readonly weights?: string;
  /** The held-out part of the random split that is tried. Default: 0.2. */
  readonly testSize?: number;
  /** Seeds the random split that is tried. Default: 42. */
  readonly seed?: number;
  /** Threads that decode. Default: as many as the machine has. */
  readonly threads?: number;
}

/** @throws LinnetError if the folder cannot be read or has no photograph; the signal's reason, once it is given */
export async function auditJob(
  source: PhotographSource,
  { weights, testSize = datasetDefaults.testSize, seed = datasetDefaults.seed, threads }: AuditJobOptions = {},
  control: JobControl = {},
): Promise<HealthReport> {
  const photographs = await openPhotographs(source);
  const alsoAlike = weights === undefined ? [] : await pairsByFeatures(photographs.sources, weights, control);
  const options = { testSize, seed, alsoAlike, ...(threads !== undefined && { threads }) };
  return (await audit(photographs, options, control)).report;
}
