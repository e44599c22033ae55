// The process that runs cases, one after the other, and tells before each which it is: it may not live to tell after.

import { LinnetError } from "../../src/tensor/errors.js";
import type { Fault, Suite } from "./suite.js";
import { suites } from "./suites.js";

/** The cases from one place up to another. */
export interface Order {
  readonly suite: string;
  readonly from: number;
  readonly to: number;
}

export type Reply =
  | { readonly kind: "start"; readonly place: number }
  | { readonly kind: "end"; readonly place: number; readonly result: "opened" | "refused" | Fault }
  | { readonly kind: "done" };

/** Settles when the reply is on its way: a process that ends, or is ended, takes along what still waits. */
const send = (reply: Reply): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send!(reply, undefined, undefined, (error) => (error === null ? resolve() : reject(error)));
  });

process.once("message", async ({ suite, from, to }: Order) => {
  await runCases(suites.find(({ name }) => name === suite)!, from, to);
  process.disconnect();
});

async function runCases(suite: Suite, from: number, to: number): Promise<void> {
  await suite.prepare?.();
  const before = process.resourceUsage().maxRSS;
  for (let place = from; place < to; place += 1) {
    await send({ kind: "start", place });
    const result = await resultOf(suite, place);
    const grown = Math.round((process.resourceUsage().maxRSS - before) / 1024);
    if (grown <= suite.bounds.megabytes) {
      await send({ kind: "end", place, result });
      continue;
    }
    // What is grown stays so: the cases that follow get another process.
    await send({ kind: "end", place, result: { kind: "grown", place, text: `${grown} MB` } });
    return;
  }
  await send({ kind: "done" });
}

type Result = "opened" | "refused" | Fault;

async function resultOf(suite: Suite, place: number): Promise<Result> {
  const before = process.cpuUsage();
  const result = await outcomeOf(suite, place);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const { processorSeconds = Number.POSITIVE_INFINITY } = suite.bounds;
  if (typeof result !== "string" || seconds <= processorSeconds) return result;
  return { kind: "slow", place, text: `${seconds.toFixed(1)} seconds of the processors` };
}

async function outcomeOf(suite: Suite, place: number): Promise<Result> {
  try {
    await suite.run(place);
    return "opened";
  } catch (error) {
    if (error instanceof LinnetError && suite.names(error.message)) return "refused";
    const text = error instanceof LinnetError ? `without its place: ${error.message}` : stackOf(error);
    return { kind: "threw", place, text };
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join("\n") : String(error);
}
