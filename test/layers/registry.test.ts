// Layers of one's own under the names that files have for them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense } from "../../src/layers/index.js";
import { layerFromConfig, registeredName, registerLayers } from "../../src/layers/registry.js";
import { Scale as SharedScale } from "../support/ownLayer.js";

/** A class that no other test registers, in whichever process the tests run. */
class Scale extends SharedScale {}

const description = { name: "scale", trainable: true, config: { factor: 3 } };

test("Keras's layers are known from the start, under their own names", () => {
  assert.is(registeredName(new Dense({ units: 1 })), "Dense");
});

test("a layer of one's own is known once it is registered, under its package's name", () => {
  assert.throws(
    () => registeredName(new Scale({ name: "scale" })),
    'layer "scale": its class Scale is not registered, and could not be read from a file: call registerLayers({ Scale }) first',
  );
  assert.throws(
    () => layerFromConfig({ className: "Custom>Scale", ...description }),
    'layer "scale": its class "Custom>Scale" is not registered: call registerLayers({ Scale }) before the file is read',
  );
  assert.throws(
    () => layerFromConfig({ className: "lab>Scale", ...description }),
    /call registerLayers\(\{ Scale \}, \{ package: "lab" \}\) before/,
  );
  registerLayers({ Scale });
  assert.is(registeredName(new Scale()), "Custom>Scale");
  const layer = layerFromConfig({ className: "Custom>Scale", ...description });
  assert.instance(layer, Scale);
  assert.is((layer as Scale).factor, 3);
  assert.is(layer.name, "scale");
});

test("a class that extends one of Keras's is not taken for it", () => {
  class OwnDense extends Dense {}
  assert.throws(() => registeredName(new OwnDense({ units: 1 })), /its class OwnDense is not registered/);
});

test("a name that is registered again stands for the later class; Keras's names cannot be taken", () => {
  class Later extends Scale {}
  registerLayers({ Scale: Later }, { package: "replaced" });
  registerLayers({ Scale }, { package: "replaced" });
  assert.is(layerFromConfig({ className: "replaced>Scale", ...description }).constructor, Scale);
  class Other extends Scale {}
  registerLayers({ Dense: Other });
  assert.instance(layerFromConfig({ className: "Dense", ...description, config: { units: 1 } }), Dense);
});

test("mistakes are named", () => {
  assert.throws(() => registerLayers({ Scale: {} as never }), /expected "Scale" to be a class that extends Layer/);
  for (const name of ["", "a>b"]) {
    assert.throws(() => registerLayers({ Scale }, { package: name }), /expected a package's name without ">"/);
  }
});

test.run();
