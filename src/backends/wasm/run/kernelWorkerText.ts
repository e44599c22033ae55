// The text of the built kernelWorker.js, for pages that start threads with it: build/workers.ts puts it here. The sources
// have none.

export const text: string | null = null;
