import { test } from "uvu";
import { kernels, referenceBackend } from "../../src/backends/reference/index.js";
import { runConformance } from "./conformance.js";

runConformance({ name: "reference", backend: async () => referenceBackend, table: kernels });

test.run();
