// What `linnet train` leaves beside the model: the report, and the curves.

import type { Trained } from "../jobs/train/trainJob.js";
import { writeOutput } from "../model/writeOutput.js";
import { platformName } from "../platform/index.js";
import { describeRun } from "../report/describeRun.js";
import { historyChart } from "../report/historyChart.js";
import { renderTrainingReport } from "../report/trainingReport.js";
import { readVersion, writeChart } from "./files.js";
import { ownCommand } from "./ownCommand.js";
import { print } from "./print.js";

export interface ReportFiles {
  readonly plot: string | undefined;
  readonly report: string | undefined;
}

/** Writes what was asked for, and says where it is. */
export async function writeReports(trained: Trained, { plot, report }: ReportFiles): Promise<void> {
  if (plot !== undefined) {
    await writeChart(plot, historyChart(trained.history));
    print(`The curves are in ${plot}.`);
  }
  if (report === undefined) return;
  const facts = [
    ["linnet", await readVersion()],
    [platformName, `${process.version}, ${process.platform} ${process.arch}`],
  ] as const;
  const data = await describeRun(trained, { command: ownCommand().join(" "), facts });
  await writeOutput("the report", report, await renderTrainingReport(data));
  print(`The report is in ${report}.`);
}
