// What `linnet train` and `linnet predict` do: trains on a folder that holds a folder of photographs for each class, keeps the
// model in a file, and says what a picture shows. Without arguments it draws faces, with and without a mask.
//   npx tsx examples/classifier.ts FOLDER PICTURE [MODEL]

import { ImageClassifier } from "linnet";
import { openSample } from "linnet/jobs";

const [folder = await openSample(), picture = `${folder}/with_mask/face-0000.png`, file = "classifier.safetensors"] =
  process.argv.slice(2);
const trained = await ImageClassifier.train(folder, {
  learningRate: 1e-3,
  augment: false,
  onEvent: (event) => event.kind === "epoch" && console.log(`epoch ${event.epoch + 1}/${event.epochs}`, event.figures),
});
await trained.save(file);

const classifier = await ImageClassifier.load(file);
const [best] = await classifier.classify(picture);
console.log(`${picture}: ${best?.label}, ${((best?.probability ?? 0) * 100).toFixed(1)} %`);
await Promise.all([trained.close(), classifier.close()]);
