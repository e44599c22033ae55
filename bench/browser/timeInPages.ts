// The same network in pages of one browser, a library each, and in linnet in Node: logits compared first, then timed in turn.

import { readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { buildPage } from "../build.ts";
import { assertAgree, softmax } from "../compare.ts";
import type { ModelFiles } from "../peers/model.ts";
import type { NetworkName } from "../peers/network.ts";
import { configurations, type Ready, startPeer } from "../peers/peer.ts";
import { medianOf, type Ran } from "../peers/stream.ts";
import type { LibraryProcess } from "../process.ts";
import { progress, skipped } from "../report.ts";
import type { Opened } from "./page.ts";
import { folderOf, type PagePeer, type PagePeerName } from "./pagePeers.ts";
import { type Site, type SiteContent, type SiteFile, serveSite } from "./server.ts";

export interface BrowserTime {
  readonly name: PagePeerName;
  readonly network: NetworkName;
  readonly threads: number;
  readonly batch: number;
  readonly isIsolated: boolean;
  readonly milliseconds: number;
  /** That of the first one after a pause. */
  readonly afterPause: number;
  /** From the model's address to the first logits. */
  readonly firstMilliseconds: number;
  /** That of linnet in Node, in the same rounds, on as many threads. */
  readonly nodeMilliseconds: number;
  /** How long the page could not have answered its user, at most, during predictions. */
  readonly longestPause: number;
  /** The library's own words on how it ran. */
  readonly how: string;
  /** What WebAssembly has in the page. */
  readonly engine: string;
}

export interface PagesOptions {
  readonly peers: readonly PagePeer[];
  readonly threads: number;
  readonly batch: number;
  readonly isolated: boolean;
  readonly rounds: number;
  readonly files: ModelFiles;
  /** The bundle of `peers/runner.ts`. */
  readonly runner: string;
}

interface OpenPage extends Opened {
  readonly name: PagePeerName;
  readonly page: Page;
  readonly site: Site;
  readonly times: Ran[];
}

/** Chromium goes on working in a page for seconds after it was opened. */
const SETTLES = 3000;

/** Threads of a library go on looking for work for some milliseconds. */
const PAUSE = 50;

const WARM_UP = 2;

export async function timeInPages(browser: Browser, options: PagesOptions): Promise<BrowserTime[]> {
  const { peers, threads, batch, files } = options;
  const [{ rounds } = { rounds: 0 }] = configurations({ ...options, names: [], threads: [threads] });
  const node = await openNode(options);
  const nodeTimes: Ran[] = [];
  const open: OpenPage[] = [];
  try {
    for (const peer of peers) {
      progress(`pages: ${peer.name} opens`);
      const page = await openPage(browser, peer, options, node.ready.logits);
      if (page !== null) open.push(page);
    }
    await sleep(SETTLES);
    for (let round = -WARM_UP; round < rounds; round += 1) {
      progress(`pages: round ${Math.max(round + 1, 0)} of ${rounds}`);
      note(nodeTimes, round, await node.ask<Ran>("run"));
      for (const { page, times } of open) {
        note(times, round, (await page.evaluate("bench.run()")) as Ran);
        await sleep(PAUSE);
      }
    }
    const results: BrowserTime[] = [];
    for (const { name, page, isIsolated, engine, how, firstMilliseconds, times } of open) {
      const longestPause = (await page.evaluate("bench.longestPause(5)")) as number;
      const nodeMilliseconds = medianOf(nodeTimes).milliseconds;
      const measured = { ...medianOf(times), firstMilliseconds, nodeMilliseconds, longestPause };
      results.push({ name, network: files.network, threads, batch, isIsolated, ...measured, how, engine });
    }
    return results;
  } finally {
    progress("");
    for (const { page, site } of open) {
      await page.close();
      site.close();
    }
    await node.close();
  }
}

/** Rounds before the first one do not count. */
function note(times: Ran[], round: number, ran: Ran): void {
  if (round >= 0) times.push(ran);
}

async function openNode({ runner, files, threads, batch }: PagesOptions): Promise<LibraryProcess<Ready>> {
  const library = await startPeer(runner, { name: "linnet", threads, batch, rounds: 0 }, files);
  if (library === null) throw new Error("linnet could not be started in Node");
  return library;
}

/** Null where the library cannot be opened, which is then printed. @throws Error where it gives other logits */
async function openPage(
  browser: Browser,
  peer: PagePeer,
  { files, threads, batch, isolated }: PagesOptions,
  expected: readonly number[],
): Promise<OpenPage | null> {
  const { name, tolerance } = peer;
  const site = await serveSite(await contentOf(peer, files, batch), { isolated });
  const page = await browser.newPage();
  const choice = JSON.stringify({ network: files.network, threads, batch });
  const opened = await open(page, `bench.open("${name}", ${choice})`, site).catch((error: unknown) => error as Error);
  if (!(opened instanceof Error)) {
    const values = name.endsWith("int8") ? softmax(expected) : expected;
    assertAgree({ name: `${name} in a page`, values: opened.logits }, { name: "Node", values }, tolerance);
    return { ...opened, name, page, site, times: [] };
  }
  await page.close();
  site.close();
  if (name === "linnet") throw opened;
  skipped(`${name} in a page, ${threads} threads`, opened.message);
  return null;
}

async function open(page: Page, call: string, { address }: Site): Promise<Opened> {
  await page.goto(address);
  await page.waitForFunction("globalThis.bench !== undefined");
  return (await page.evaluate(call)) as Opened;
}

async function contentOf(peer: PagePeer, files: ModelFiles, batch: number): Promise<SiteContent> {
  const scripts = await buildPage(new URL("page.ts", import.meta.url));
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const model = peer.model(files, batch);
  const isFolder = statSync(model).isDirectory();
  const own = { type: "application/octet-stream", body: isFolder ? "" : readFileSync(model) };
  return {
    files: new Map<string, SiteFile>([
      ["/", { type: "text/html", body: page }],
      ["/model", own],
      ...[...scripts].map(([name, { bytes }]) => [`/${name}`, { type: "text/javascript", body: bytes }] as const),
    ]),
    folders: new Map([
      ...(peer.loads === undefined ? [] : [[peer.loads.at, folderOf(peer.loads)] as const]),
      ...(isFolder ? [["/model/", model] as const] : []),
    ]),
  };
}
