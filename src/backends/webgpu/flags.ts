// WebGPU's flags, as in the standard, whose names for them are not on every global object.

export const bufferUsage = { mapRead: 0x1, mapWrite: 0x2, copySource: 0x4, copyTarget: 0x8, storage: 0x80 } as const;
export const mapMode = { read: 0x1, write: 0x2 } as const;
export const COMPUTE_STAGE = 0x4;
