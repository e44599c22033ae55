// Runs a suite in processes of its own, so that a case which crashes or hangs ends nothing but itself.

import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Order, Reply } from "./caseProcess.js";
import type { Fault, Outcome, Suite } from "./suite.js";

/** Seconds in which a process has to load what it attacks. */
const LOADING = 60;

/** Runs all cases, in as many processes as there are cores. */
export async function runSuite(suite: Suite, mutations: number): Promise<Outcome> {
  const cases = suite.count(mutations);
  const processes = Math.min(availableParallelism(), cases);
  const borders = Array.from({ length: processes + 1 }, (_, index) => Math.round((index * cases) / processes));
  const parts = await Promise.all(
    borders.slice(1).map((to, index) => runPart(suite, { suite: suite.name, from: borders[index]!, to })),
  );
  return {
    cases,
    opened: parts.reduce((sum, { opened }) => sum + opened, 0),
    refused: parts.reduce((sum, { refused }) => sum + refused, 0),
    faults: parts.flatMap(({ faults }) => faults),
  };
}

/** After a fault that ends its process, another goes on behind it. */
async function runPart(suite: Suite, order: Order): Promise<Omit<Outcome, "cases">> {
  const faults: Fault[] = [];
  let [opened, refused, next] = [0, 0, order.from];
  const hear = (reply: Reply): void => {
    if (reply.kind !== "end") return;
    next = reply.place + 1;
    if (reply.result === "opened") opened += 1;
    else if (reply.result === "refused") refused += 1;
    else faults.push(reply.result);
  };
  while (next < order.to) {
    const ended = await runProcess(suite, { ...order, from: next, to: suite.isApart ? next + 1 : order.to }, hear);
    if (ended === null) continue;
    faults.push({ ...ended, place: next });
    next += 1;
  }
  return { opened, refused, faults };
}

/** Null if the process has ended by itself, as it does behind its last case and behind one that has grown. */
function runProcess(
  { bounds }: Suite,
  order: Order,
  hear: (reply: Reply) => void,
): Promise<Pick<Fault, "kind" | "text"> | null> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL("./caseProcess.ts", import.meta.url)), { stdio: "pipe" });
    let timer = waitFor(child, LOADING);
    let isInCase = true;
    let printed = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      printed = (printed + chunk).slice(-2000);
    });
    child.on("message", (reply: Reply) => {
      clearTimeout(timer);
      isInCase = reply.kind === "start";
      timer = waitFor(child, reply.kind === "start" ? bounds.seconds : LOADING);
      hear(reply);
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      if (!isInCase) resolve(null);
      else if (child.killed) resolve({ kind: "hung", text: `for more than ${bounds.seconds} seconds` });
      else resolve({ kind: "crashed", text: `with ${signal ?? `code ${code}`}: ${printed.trim()}` });
    });
    child.send(order);
  });
}

function waitFor(child: ChildProcess, seconds: number): NodeJS.Timeout {
  return setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
}
