// jsfive without pako, half of its bytes: linnet inflates chunks itself (src/formats/hdf5/datasetValues.ts). An esbuild plugin.

import { join } from "node:path";
import type { Plugin } from "esbuild";

export const leanJsfive: Plugin = {
  name: "leanJsfive",
  setup(build) {
    const path = join(process.cwd(), "node_modules/jsfive/esm/high-level.js");
    build.onResolve({ filter: /^jsfive$/ }, () => ({ path }));
    build.onResolve({ filter: /\/pako\.esm\.mjs$/ }, () => ({ path: "pako", namespace: "left-out" }));
    build.onLoad({ filter: /^/, namespace: "left-out" }, () => ({
      contents: 'export function inflate() { throw new Error("expected linnet to inflate chunks itself"); }',
    }));
  },
};
