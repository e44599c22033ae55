// Photographs, each beside its heat map.

import { type ExplainedPicture, heatOverlay } from "../explainedPicture.js";
import { escapeHtml } from "../html.js";
import { jpegDataUrl } from "../jpegDataUrl.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";

const HEAT_NOTE =
  "<p><small>On the right, red is where the last convolution speaks most for the class that was predicted (Grad-CAM).</small></p>";

/** The wrong answers of which the model is most sure. */
export function mistakesSection({ mistakes, classes, predictions }: TrainingReport): Section {
  const wrong = Array.from(predictions.truth).filter((label, place) => label !== predictions.predicted[place]).length;
  const summary = `${wrong} of ${predictions.truth.length} held-out photographs are taken for another class`;
  const shown = wrong > mistakes.length ? `; these are the ${mistakes.length} of which the model is most sure` : "";
  const body =
    wrong === 0
      ? `<p>None of the ${predictions.truth.length} held-out photographs is taken for another class.</p>`
      : `<p>${summary}${shown}.</p>\n${gallery(mistakes, classes)}`;
  return { id: "mistakes", title: "The most confident mistakes", body };
}

/** Some right answers. */
export function rightSection({ right, classes }: Pick<TrainingReport, "right" | "classes">): Section {
  const body = right.length === 0 ? "<p>No held-out photograph is right.</p>" : gallery(right, classes);
  return { id: "right", title: "Some that are right", body };
}

function gallery(pictures: readonly ExplainedPicture[], classes: readonly string[]): string {
  const figures = pictures.map((explained) => {
    const { file, picture, truth, predicted, confidence } = explained;
    const said = `${escapeHtml(classes[predicted]!)} (${(100 * confidence).toFixed(1)} %)`;
    const verdict = truth === predicted ? `rightly ${said}` : `${said}, labeled ${escapeHtml(classes[truth]!)}`;
    const images = [
      `<img src="${jpegDataUrl(picture)}" alt="${escapeHtml(file)}">`,
      `<img src="${jpegDataUrl(heatOverlay(explained))}" alt="heat map">`,
    ];
    return `<figure><div>${images.join("")}</div><figcaption>${verdict}<br>${escapeHtml(file)}</figcaption></figure>`;
  });
  return `${HEAT_NOTE}\n<div class="pictures">\n${figures.join("\n")}\n</div>`;
}
