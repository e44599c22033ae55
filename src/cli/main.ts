#!/usr/bin/env node
// The start of the `linnet` command: from Node 22.1 on, every start after the first takes what V8 has compiled then.

import * as nodeModule from "node:module";

/** The types of Node 20 do not know it. */
const { enableCompileCache } = nodeModule as object as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();
await import("./command.js");
