// All networks of torchvision and timm: every width, four sizes (test/oracles/torch/torchArchitectures.py).

import { test } from "uvu";
import { assertTorchLogits, torchNetworks } from "../../support/torchNetworks.js";

for (const network of torchNetworks) {
  const { architecture, source, alpha, cases } = network;
  test(`${architecture} ${alpha} of ${source}: names, parameters, logits at ${cases.length} sizes`, async () => {
    for (const place of cases.keys()) await assertTorchLogits(network, place);
  });
}

test.run();
