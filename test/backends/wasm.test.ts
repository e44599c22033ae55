import { test } from "uvu";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { runConformance } from "./conformance.js";

runConformance({ name: "wasm", backend: () => wasmBackend() });

test.run();
