// Pages in headless Chromium, at an address that is there for the page alone.

import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const origin = "https://linnet.test";

const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** For cross-origin isolation, without which there is no shared memory. */
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** What there is, by path; the page is at every other one that names no file. */
export type SiteFiles = ReadonlyMap<string, string | Buffer>;

export interface PageOptions {
  /** What is not tested where there is no Chromium. */
  readonly tests: string;
  readonly files: SiteFiles;
  /** Beside the usual ones. */
  readonly flags?: readonly string[];
  /** The page itself. Default: it runs `/page.js`. */
  readonly html?: string;
  /** With every answer. Default: those of cross-origin isolation. */
  readonly headers?: { readonly [name: string]: string };
  /** Called with each warning and error that the page prints. */
  readonly onWarning?: (text: string) => void;
}

/** Opens a page and uses it, or says that it could not. */
export async function inPage(options: PageOptions, use: (page: Page) => Promise<void>): Promise<void> {
  const { html = '<script type="module" src="/page.js"></script>', headers = isolation } = options;
  if (!existsSync(executablePath)) {
    console.log(`skipped: ${options.tests}: there is no Chromium at ${executablePath} (CHROMIUM names another)`);
    return;
  }
  const browser = await chromium.launch({ executablePath, args: [...flags, ...(options.flags ?? [])] });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`${options.tests}: ${error.message}`));
    page.on("console", (message) => {
      if (["warning", "error"].includes(message.type())) options.onWarning?.(message.text());
    });
    // Also for tabs that the test opens beside it.
    await context.route(`${origin}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      const body = options.files.get(path);
      if (body === undefined && path.includes(".")) return route.fulfill({ status: 404, headers });
      if (body === undefined) return route.fulfill({ contentType: "text/html", body: html, headers });
      const contentType = path.endsWith(".js") ? "text/javascript" : "application/octet-stream";
      return route.fulfill({ contentType, body, headers });
    });
    await page.goto(origin);
    await use(page);
  } finally {
    await browser.close();
  }
}
