// Sets the architectures side by side: `npm run architectures [-- --output FOLDER --photographs FOLDER --rounds N --size N]`.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureArchitectures } from "./measure.js";
import { pageOf, pictureOf } from "./page.js";

const { values } = parseArgs({
  options: {
    output: { type: "string", default: "docs" },
    photographs: { type: "string" },
    rounds: { type: "string", default: "30" },
    size: { type: "string" },
  },
});
const measurement = await measureArchitectures({
  rounds: Number(values.rounds),
  photographs: values.photographs ?? null,
  ...(values.size !== undefined && { size: Number(values.size) }),
});
writeFileSync(join(values.output, "architectures.md"), pageOf(measurement));
writeFileSync(join(values.output, "architectures.svg"), await pictureOf(measurement));
