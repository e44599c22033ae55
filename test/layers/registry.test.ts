// Layers of one's own under the names that files have for them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import * as layers from "../../src/layers/index.js";
import { Dense, Layer } from "../../src/layers/index.js";
import { registerLayers } from "../../src/layers/layerClasses.js";
import { layerFromConfig, registeredName } from "../../src/layers/registry.js";
import { Scale } from "../support/ownLayer.js";

/** A class that no other test registers, in whichever process the tests run. */
class Stretch extends Scale {}

const description = { name: "scale", trainable: true, config: { factor: 3 } };

test("every layer that users can make is known to files", () => {
  const classes = Object.entries(layers).filter(
    ([, value]) => (value as { prototype?: unknown }).prototype instanceof Layer,
  );
  assert.ok(classes.length > 15);
  const names = /got "Nothing"/;
  try {
    layerFromConfig({ ...description, className: "Nothing" });
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, names);
    for (const [name] of classes) assert.match((error as Error).message, new RegExp(`\\b${name}\\b`));
  }
});

test("Keras's layers are known from the start, under their own names", () => {
  assert.is(registeredName(new Dense({ units: 1 })), "Dense");
});

test("a layer of one's own is known once it is registered, under its package's name", () => {
  assert.throws(
    () => registeredName(new Stretch({ name: "scale" })),
    'layer "scale": its class Stretch is not registered, and could not be read from a file: call registerLayers({ Stretch }) first',
  );
  assert.throws(
    () => layerFromConfig({ className: "Custom>Stretch", ...description }),
    'layer "scale": its class "Custom>Stretch" is not registered: call registerLayers({ Stretch }) before the file is read',
  );
  assert.throws(
    () => layerFromConfig({ className: "lab>Stretch", ...description }),
    /call registerLayers\(\{ Stretch \}, \{ package: "lab" \}\) before/,
  );
  registerLayers({ Stretch });
  assert.is(registeredName(new Stretch()), "Custom>Stretch");
  const layer = layerFromConfig({ className: "Custom>Stretch", ...description });
  assert.instance(layer, Stretch);
  assert.is((layer as Stretch).factor, 3);
  assert.is(layer.name, "scale");
});

test("a class that extends one of Keras's is not taken for it", () => {
  class OwnDense extends Dense {}
  assert.throws(() => registeredName(new OwnDense({ units: 1 })), /its class OwnDense is not registered/);
});

test("a name that is registered again stands for the later class; Keras's names cannot be taken", () => {
  class Later extends Stretch {}
  registerLayers({ Stretch: Later }, { package: "replaced" });
  registerLayers({ Stretch }, { package: "replaced" });
  assert.is(layerFromConfig({ className: "replaced>Stretch", ...description }).constructor, Stretch);
  class Other extends Stretch {}
  registerLayers({ Dense: Other });
  assert.instance(layerFromConfig({ className: "Dense", ...description, config: { units: 1 } }), Dense);
});

test("mistakes are named", () => {
  assert.throws(() => registerLayers({ Stretch: {} as never }), /expected "Stretch" to be a class that extends Layer/);
  for (const name of ["", "a>b"]) {
    assert.throws(() => registerLayers({ Stretch }, { package: name }), /expected a package's name without ">"/);
  }
});

test.run();
