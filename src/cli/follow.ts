// Following a job: its events become bars and lines.

import type { JobControl, JobEvent, StoppedEvent } from "../jobs/events.js";
import {
  baseChoice,
  describeDataset,
  describeEpoch,
  describeFineTuning,
  epochHeader,
} from "../report/text/eventText.js";
import { describeLevel, levelHeader } from "../report/text/levelText.js";
import { printable } from "../report/text/printable.js";
import { describeRung } from "../report/text/tuneText.js";
import { resumeCommand, wrapCommand } from "./ownCommand.js";
import { complain, print, printRaw, tell, tellRaw } from "./print.js";
import { progressBars } from "./progress.js";

export interface Follower {
  readonly onEvent: (event: JobEvent) => void;
  /** Removes the bar. */
  end(): void;
  /** Says where the run is kept and how it goes on; nothing where it is not kept. */
  howToGoOn(): void;
}

export interface FollowOptions {
  /** Whether each epoch has a line. Default: true. */
  readonly showsEpochs?: boolean;
}

/** Does a job that nothing stops, and shows what it tells. */
export async function followed<T>(job: (control: JobControl) => Promise<T>): Promise<T> {
  const { onEvent, end } = followJob();
  try {
    return await job({ onEvent });
  } finally {
    end();
  }
}

export function followJob({ showsEpochs = true }: FollowOptions = {}): Follower {
  const bars = progressBars();
  const table = tablePrinter();
  let epochStarted = 0;
  let stopped: StoppedEvent | null = null;

  const show = (event: JobEvent): void => {
    switch (event.kind) {
      case "dataset":
        print(describeDataset(event));
        break;
      case "base":
        print(baseChoice);
        break;
      case "download":
        print(`Downloading ImageNet weights of ${event.network} from ${event.address}`);
        break;
      case "plan":
        print(event.explanation);
        break;
      case "resume":
        print(`Going on from ${printable(event.checkpoint)}, from ${event.place}.`);
        break;
      case "replace":
        complain(`${event.checkpoint} holds a run that was broken off; this one replaces it.`);
        break;
      case "fineTune":
        print(describeFineTuning(event));
        break;
      case "epoch":
        if (showsEpochs) table(epochHeader(event), describeEpoch(event, (performance.now() - epochStarted) / 1000));
        break;
      case "level":
        table(levelHeader, describeLevel(event.level));
        break;
      case "rung":
        print(`\n${describeRung(event.rung)}`);
        break;
      case "leftOut":
        complain(`left out: ${event.file}: ${event.reason}`);
        break;
      case "warning":
        complain(event.text);
        break;
      case "stopped":
        stopped = event;
        break;
      case "saved":
      case "progress":
      case "step":
        break;
    }
  };

  return {
    onEvent: (event) => {
      if (event.kind === "step" && event.step === 0) epochStarted = performance.now();
      if (event.kind === "step" || event.kind === "progress") bars.show(event);
      else {
        bars.hide();
        show(event);
      }
    },
    end: () => bars.hide(),
    howToGoOn: () => {
      if (stopped === null) return;
      tell(`The run up to ${stopped.place} is in ${printable(stopped.checkpoint)}.`);
      if (!stopped.canGoOn) return;
      tell("To go on:");
      tellRaw(wrapCommand(resumeCommand()));
    },
  };
}

/** Prints rows below their heads, which come again where they change. */
function tablePrinter(): (header: string, row: string) => void {
  let shown = "";
  return (header, row) => {
    if (shown !== header) printRaw(`\n${header}`);
    shown = header;
    printRaw(row);
  };
}
