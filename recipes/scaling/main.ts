// Time and memory against batch, side, width and number of photographs: `npm run scaling [-- --output FOLDER --quick]`.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lengths, measureScaling, quickLengths } from "./measure.js";
import { pageOf, pictureOf } from "./page.js";

const { values } = parseArgs({
  options: {
    output: { type: "string", default: "docs" },
    quick: { type: "boolean", default: false },
  },
});

const measurement = await measureScaling(values.quick ? quickLengths : lengths, (text) => console.error(text));
writeFileSync(join(values.output, "scaling.md"), pageOf(measurement));
writeFileSync(join(values.output, "scaling.svg"), await pictureOf(measurement));
