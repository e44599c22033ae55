// What a job tells while it runs, in words.

import type { DatasetEvent, EpochEvent, FineTuneEvent } from "../../jobs/events.js";
import { summarizeHealth } from "./healthText.js";
import { printable } from "./printable.js";

/** Files that are left out, by their names. */
const NAMED = 5;

/** What a person should know of photographs before they are used. */
export function describeDataset({ root, classes, trainedOn, heldOut, skipped, health }: DatasetEvent): string {
  const counts = classes.map(({ name, photographs }) => `${printable(name)} ${photographs}`).join(", ");
  const total = trainedOn + heldOut;
  const lines = [
    `${printable(root)}: ${total} photographs (${counts}); ${trainedOn} to train on, ${heldOut} held out.`,
    ...skipped.slice(0, NAMED).map(({ path, reason }) => `  left out ${printable(path)}: ${printable(reason)}`),
  ];
  if (skipped.length > NAMED) lines.push(`  and ${skipped.length - NAMED} more left out`);
  if (health !== null) lines.push(summarizeHealth(health));
  return lines.join("\n");
}

/** docs/small-base.md has the figures. */
export const baseChoice = "Base: faces only (cats and dogs: 0.67; 0.98 after linnet weights get imagenet).";

export function describeFineTuning({ blocks, ofBlocks, learningRate }: FineTuneEvent): string {
  const rate = learningRate.toExponential(2);
  return `Fine-tuning the last ${blocks} of ${ofBlocks} blocks with the head, at a learning rate of ${rate}.`;
}

const titles: { readonly [figure: string]: string } = { learning_rate: "rate" };

/** The heads of the columns of `describeEpoch`. */
export function epochHeader({ epochs, figures }: EpochEvent): string {
  const names = Object.keys(figures).map((name) => (titles[name] ?? name).padStart(widthOf(name)));
  return ["epoch".padStart(epochWidth(epochs)), "seconds", ...names].join("  ");
}

/** An epoch's figures, by Keras's names. */
export function describeEpoch({ epoch, epochs, figures }: EpochEvent, seconds: number): string {
  const values = Object.entries(figures).map(([name, value]) => format(name, value).padStart(widthOf(name)));
  const number = `${epoch + 1}/${epochs}`.padStart(epochWidth(epochs));
  return [number, seconds.toFixed(1).padStart("seconds".length), ...values].join("  ");
}

function epochWidth(epochs: number): number {
  return Math.max("epoch".length, 2 * String(epochs).length + 1);
}

function widthOf(name: string): number {
  return Math.max((titles[name] ?? name).length, "0.0000".length, name === "learning_rate" ? "1.00e-4".length : 0);
}

function format(name: string, value: number): string {
  return name === "learning_rate" ? value.toExponential(2) : value.toFixed(4);
}
