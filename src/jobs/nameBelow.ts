// What a file is called below a folder, so that the folder may be moved, or reached by another way.

/** The name with `/` between its parts, such as `cats/1.jpg`; null if the file is not below the folder. */
export function nameBelow(root: string, file: string): string | null {
  const folder = root.replace(/[/\\]+$/, "");
  const rest = file.slice(folder.length);
  return file.startsWith(folder) && /^[/\\]/.test(rest) ? rest.replaceAll("\\", "/").replace(/^\/+/, "") : null;
}
