// The findings of an audit, in words.

import type { HealthReport } from "../../data/health/audit.js";
import { printable } from "./printable.js";

/** Entries shown of a list, and names shown of a group, unless all are asked for. */
const SHOWN = 5;

export interface HealthTextOptions {
  /** Whether lists are printed whole. */
  readonly all: boolean;
}

/** All findings of an audit, a paragraph for each subject. */
export function describeHealth(report: HealthReport, { all }: HealthTextOptions): string {
  const { unreadable, misnamed, exactDuplicates, nearDuplicates, acrossClasses, sizes } = report;
  const shown = all ? Number.POSITIVE_INFINITY : SHOWN;
  const section = (title: string, entries: readonly string[], summary = `${entries.length}`): string =>
    [
      `${title}: ${entries.length === 0 ? "none" : summary}`,
      ...shorten(entries, shown).map((entry) => `  ${entry}`),
    ].join("\n");
  const groups = (title: string, found: readonly (readonly string[])[]): string =>
    section(
      title,
      found.map((names) => shorten(names, shown).join(", ")),
      `${found.length} (${found.flat().length} photographs)`,
    );
  return [
    `${report.root}: ${report.photographs} photographs, ${describeBalance(report)}; ${sizes.medianWidth} x ${sizes.medianHeight} pixels in the middle`,
    section(
      "Unreadable",
      unreadable.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    section(
      "Named as another format",
      misnamed.map(({ path, format }) => `${path}: is a ${format.toUpperCase()}`),
    ),
    groups("Groups of exact copies", exactDuplicates),
    groups("Groups of near-duplicates, exact copies among them", nearDuplicates),
    groups("Groups under two labels", acrossClasses),
    section(
      "Odd sizes",
      sizes.odd.map(({ path, width, height, reason }) => `${path}: ${width} x ${height}, ${reason}`),
    ),
    `Random split: ${describeLeak(report)}`,
  ]
    .flatMap((paragraph) => paragraph.split("\n"))
    .map(printable)
    .join("\n");
}

/** The findings in a line or two, for the beginning of a training. */
export function summarizeHealth(report: HealthReport): string {
  const { unreadable, misnamed, nearDuplicates, acrossClasses } = report;
  const findings = [
    `${unreadable.length} unreadable`,
    `${misnamed.length} named as another format`,
    `${nearDuplicates.length} groups of near-duplicates (${nearDuplicates.flat().length} photographs)`,
    `${acrossClasses.length} of them under two labels`,
  ];
  return `Health: ${findings.join(", ")}; linnet audit lists them. Near-duplicates stay on one side of the split.`;
}

function describeBalance({ classes }: HealthReport): string {
  const counts = classes.map(({ photographs }) => photographs);
  const ratio = (Math.max(...counts) / Math.min(...counts)).toFixed(1);
  const named = classes.map(({ name, photographs }) => `${name} ${photographs}`).join(", ");
  return classes.length === 1 ? named : `${named} (the largest class has ${ratio} times the smallest)`;
}

function describeLeak({ randomSplit }: HealthReport): string {
  if (randomSplit === null) return "not possible with so few photographs";
  const { heldOut, leaked, seed, testSize } = randomSplit;
  const share = ((100 * leaked) / heldOut).toFixed(1);
  return `${leaked} of ${heldOut} held-out photographs (${share} %) would have a copy among those trained on (test size ${testSize}, seed ${seed})`;
}

function shorten(entries: readonly string[], most: number): string[] {
  const rest = entries.length - most;
  return rest > 0 ? [...entries.slice(0, most), `and ${rest} more (--all)`] : [...entries];
}
