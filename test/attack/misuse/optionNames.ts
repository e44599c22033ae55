// The names of options that misused options objects are made of: a sample of every room's.

export const optionNames = [
  "units filters kernelSize strides padding activation useBias rate poolSize axis name trainable seed shape momentum epsilon",
  "learningRate beta1 beta2 clipnorm weightDecay initial decaySteps decayRate boundaries values alpha",
  "labelSmoothing fromLogits reduction delta gamma ignoreClass",
  "optimizer loss metrics epochs batchSize validationSplit validationData callbacks shuffle classWeight sampleWeight verbose",
  "monitor patience minDelta mode baseline restoreBestWeights filepath file resume everySeconds",
  "inputShape classes folded includeTop weights pooling backend threads reproducible",
  "rotationRange zoomRange widthShiftRange shearRange horizontalFlip fillMode rescale featurewiseCenter brightnessRange",
  "sources size width height preprocess resizeMethod strict cacheBytes augmenter maximumPixels allowTruncated",
  "testSize limit split output dropout hiddenUnits augment base signal onEvent inputs outputs layers digits labels",
  "kind title x y series points label",
].flatMap((line) => line.split(" "));
