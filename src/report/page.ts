// The page around a report's sections: its head, its table of contents and its style, light and dark.

import { escapeHtml } from "./html.js";

export interface Section {
  /** Its name in addresses, after #. */
  readonly id: string;
  readonly title: string;
  /** HTML, with every name in it escaped. */
  readonly body: string;
}

/** The text of an HTML file. */
export function page(title: string, sections: readonly Section[]): string {
  const contents = sections.map((section) => `<a href="#${section.id}">${escapeHtml(section.title)}</a>`).join("\n");
  const bodies = sections.map(
    (section) => `<section id="${section.id}">\n<h2>${escapeHtml(section.title)}</h2>\n${section.body}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<nav>
${contents}
</nav>
${bodies.join("\n")}
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #24292f; --ground: #fff; --soft: #59636e; --line: #d1d9e0; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --ground: #0d1117; --soft: #9198a1; --line: #3d444d; --link: #79b8ff; }
}
body { max-width: 62rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 0.5rem; border-bottom: 1px solid var(--line); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
a { color: var(--link); }
p { max-width: 45rem; }
small, figcaption { color: var(--soft); font-size: 0.85rem; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1.25rem; }
svg { max-width: 100%; height: auto; }
figure { margin: 0; }
figure div { display: grid; grid-template-columns: 1fr 1fr; gap: 0.25rem; }
figure img { width: 100%; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; overflow-wrap: normal; }
th, td { padding: 0.2rem 0.75rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
.facts td { text-align: left; }
.facts td + td { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; padding: 0.75rem; border: 1px solid var(--line); font-size: 0.85rem; }
.figure { font-size: 2rem; }
`;
