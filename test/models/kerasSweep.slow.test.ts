// Keras's logits at every width and at four sizes (test/oracles/kerasArchitectures.py).

import { test } from "uvu";
import { architectures } from "../../src/models/architectures.js";
import { assertKerasLogits, readGolden } from "../support/architectureTests.js";

for (const architecture of Object.values(architectures)) {
  if (!("keras" in architecture.variants)) continue;
  for (const one of readGolden(architecture.name).sweep ?? []) {
    const size = one.inputShape.slice(0, 2).join(" x ");
    test(`${architecture.name} ${one.alpha} at ${size}`, () => assertKerasLogits(architecture, one));
  }
}

test.run();
