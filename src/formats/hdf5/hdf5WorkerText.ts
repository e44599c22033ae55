// The text of hdf5Worker.js as built, for pages that start threads with it: build/workers.ts puts it here. Among the sources there
// is none.

export const text: string | null = null;
