// SVG to PNG in a page, by the browser and with its fonts.

/** @throws Error in a worker, which has no document to draw in, or if the page's policy forbids pictures from blob: addresses */
export async function drawInPage(svg: string, scale: number): Promise<Uint8Array> {
  if (typeof document === "undefined") throw new Error("svgToPng: a worker cannot draw an SVG; ask for it in the page");
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth * scale, image.naturalHeight * scale);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("svgToPng: the browser gave no canvas");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}
