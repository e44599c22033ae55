import { test } from "uvu";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { runConformance } from "./conformance.js";

runConformance({ name: "reference", backend: async () => referenceBackend });

test.run();
