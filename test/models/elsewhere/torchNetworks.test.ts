// Every second network of torchvision and timm at its smallest width; torchNetworks.slow.test.ts has all, and all sizes.

import { test } from "uvu";
import { assertTorchLogits, torchNetworks } from "../../support/torchNetworks.js";

const narrowest = torchNetworks.filter(
  (network, index) =>
    network.source !== torchNetworks[index - 1]?.source ||
    network.architecture !== torchNetworks[index - 1]?.architecture,
);

const quick = narrowest.filter((_, index) => index % 2 === 0);

quick.forEach((network, index) => {
  const { architecture, source, alpha, cases } = network;
  const place = index % 3;
  test(`${architecture} ${alpha} of ${source} at ${cases[place]!.size.join(" x ")}: names, parameters, logits`, () =>
    assertTorchLogits(network, place));
});

test.run();
