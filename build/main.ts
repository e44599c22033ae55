// Writes dist/, after tsc has written the declarations: docs/decisions/2026-11-27-one-package-everywhere.md says why so.
//
//   browser/            for pages and their bundlers: a file a module
//   linnet.browser.js   for pages without a bundler: one file
//   node/               for Node, Bun and Deno: library, command and threads in a few files
//   vendor/             the packages that linnet is built with, loaded when they are first needed
//   types/  weights/

import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { assertSelfContained } from "./assertSelfContained.js";
import { buildBrowser } from "./browser.js";
import { buildNode } from "./node.js";
import { removeOthers, write } from "./output.js";
import { copyTypes } from "./types.js";
import { buildVendor } from "./vendor.js";

await Promise.all([buildVendor(), buildNode(), buildBrowser()]);
copyTypes();
for (const name of readdirSync("weights")) write(`dist/weights/${name}`, readFileSync(`weights/${name}`));

// npx remembers where it once found a folder's command: before 26 November 2026 it was the second of these.
write("dist/cli/main.js", '#!/usr/bin/env node\nimport "../node/main.js";\n');
for (const command of ["dist/node/main.js", "dist/cli/main.js"]) chmodSync(command, 0o755);

removeOthers();
assertSelfContained();
