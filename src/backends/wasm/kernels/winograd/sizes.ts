// What products of patches are for: kernels of so many cells a side, and channels enough that the products save more than the
// transforms cost.

export const CELLS = 3;
export const FEWEST_CHANNELS = 16;
