// A page that says what a photograph shows; only the size of its bundle is measured.

import { type ClassProbability, ImageClassifier } from "linnet/predict";

export async function openClassifier(address: string): Promise<(file: Blob) => Promise<readonly ClassProbability[]>> {
  const classifier = await ImageClassifier.load(address);
  return (file) => classifier.classify(file);
}
