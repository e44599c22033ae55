// The health of labeled photographs: what cannot be read, what is there twice, what is unlike the rest.

import type { HealthReport } from "../../data/health/audit.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { audit, openPhotographs, type PhotographSource } from "../dataset/dataset.js";
import { datasetDefaults } from "../dataset/options.js";
import type { JobControl } from "../events.js";
import { type ReadingOptions, readingKinds, readingOf } from "../reading.js";
import { pairsByFeatures } from "./pairsByFeatures.js";

export interface AuditJobOptions extends ReadingOptions {
  /** ImageNet weights of the default architecture: finds turned and cropped copies too, by their features. Default: none. */
  readonly weights?: string;
  /** The held-out part of the random split that is tried. Default: 0.2. */
  readonly testSize?: number;
  /** Seeds the random split that is tried. Default: 42. */
  readonly seed?: number;
}

const auditKinds: OptionKinds<AuditJobOptions> = {
  ...readingKinds,
  weights: "string",
  testSize: "number",
  seed: "number",
};

/** @throws LinnetError if the folder cannot be read or has no photograph; the signal's reason, once it is given */
export async function auditJob(
  source: PhotographSource,
  options: AuditJobOptions = {},
  control: JobControl = {},
): Promise<HealthReport> {
  checkJobOptions("auditJob", options, auditKinds);
  checkControl("auditJob", control);
  const { weights, testSize = datasetDefaults.testSize, seed = datasetDefaults.seed } = options;
  const reading = readingOf(options);
  const photographs = await openPhotographs(source);
  const alsoAlike = weights === undefined ? [] : await pairsByFeatures(photographs.sources, weights, reading, control);
  return (await audit(photographs, { testSize, seed, alsoAlike, ...reading }, control)).report;
}
