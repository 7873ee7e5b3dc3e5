/** Where progress is drawn: standard error of a terminal, so that standard output stays clean. */
export interface ProgressLine {
  /** Redraws the line; `share` is between 0 and 1, or undefined when the end is not known. */
  readonly show: (label: string, share: number | undefined, detail: string) => void;
  /** Leaves a finished line behind. */
  readonly settle: (text: string) => void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const barWidth = 24;
const redrawMs = 80;

/** A one-line progress bar on a terminal; without one only finished steps are written. */
export function progressLine(terminal: Terminal, clock: () => number = Date.now): ProgressLine {
  let drawnAt = 0;
  return {
    show: (label, share, detail) => {
      if (terminal.isTTY !== true || clock() - drawnAt < redrawMs) return;
      drawnAt = clock();
      terminal.write(
        `\r\u001B[2K${progressText({ label, share, detail }).slice(0, (terminal.columns ?? 80) - 1)}`,
      );
    },
    settle: (text) => {
      drawnAt = 0;
      terminal.write(`${terminal.isTTY === true ? '\r\u001B[2K' : ''}${text}\n`);
    },
  };
}

/** `Storing rows        [########................]  33 %  120,000 of 360,000 rows` */
export function progressText(progress: { label: string; share: number | undefined; detail: string }): string {
  const { label, share, detail } = progress;
  if (share === undefined) return `${label.padEnd(18)} ${detail}`;
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.floor(bounded * barWidth);
  const bar = `${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}`;
  return `${label.padEnd(18)} [${bar}] ${String(Math.floor(bounded * 100)).padStart(3)} %  ${detail}`;
}
