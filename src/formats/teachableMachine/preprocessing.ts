// How a picture becomes the input of a model of Teachable Machine.

/**
 * Its library for pages takes the largest square from a picture's middle and lets the canvas make it smaller, between the four nearest
 * pixels, which is `bilinear` here; pixels then become -1 to 1.
 */
export const PREPROCESSING = { mode: "minusOneToOne", resize: "bilinear", crop: 1 } as const;
