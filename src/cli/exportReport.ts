/** What an export wrote, what it could not keep, and what it left out. */
import type { ExportOutcome } from '../core/formats/export/exporter';
import { lossText, addLoss, type Loss } from '../core/formats/export/losses';
import { visibleText } from '../core/text';
import { errorLine } from './exit';

/** Of losses, and of what is left out: more is counted only. */
const MOST_LISTED = 10_000;
/** On a terminal the first tell what is wrong. */
const MOST_SHOWN = 20;

export class ExportReport {
  /** Traces that are in the rows. */
  private traces = 0;
  private leftOutCount = 0;
  private readonly losses: { trace: string; kind: Loss['kind']; count: number; message: string }[] = [];
  private readonly leftOut: { trace: string; reason: string }[] = [];
  private readonly sums = new Map<Loss['kind'], { count: number; traces: number }>();

  add({ id, leftOut, losses }: ExportOutcome): void {
    if (leftOut !== null) return this.addLeftOut(id, leftOut);
    this.traces++;
    for (const loss of losses) {
      addLoss(this.sums, loss);
      if (this.losses.length < MOST_LISTED)
        this.losses.push({ trace: visibleText(id), ...loss, message: lossText(loss) });
    }
  }

  addLeftOut(id: string, reason: string): void {
    if (++this.leftOutCount <= MOST_LISTED)
      this.leftOut.push({ trace: visibleText(id), reason: visibleText(reason) });
  }

  get isWhole(): boolean {
    return this.leftOutCount === 0;
  }

  get progress(): string {
    return `${counted(this.traces, 'trace')}, ${this.leftOutCount} left out`;
  }

  /** The report for scripts. @param file null: nothing was written */
  json(format: string, file: string | null, rows: number): string {
    const { traces, losses, leftOut } = this;
    return `${JSON.stringify({ format, file, rows, traces, losses, leftOut })}\n`;
  }

  /** What was left out, one a line, as compilers print it. */
  leftOutLines(): string {
    const lines = this.leftOut
      .slice(0, MOST_SHOWN)
      .map(({ trace, reason }) => errorLine(`${trace}: left out: ${reason}`));
    const more = this.leftOutCount - lines.length;
    if (more > 0) lines.push(errorLine(`${more} more left out; --json lists them.`));
    return lines.join('');
  }

  summary(format: string, file: string | null, rows: number): string {
    const head =
      file === null
        ? 'Nothing was written.\n'
        : `${counted(rows, 'row')} (${format}) of ${counted(this.traces, 'trace')} in ${visibleText(file)}\n`;
    const lost = [...this.sums].map(
      ([kind, { count, traces }]) => `  ${lossText({ kind, count })} (${counted(traces, 'trace')})\n`,
    );
    return head + lost.join('');
  }
}

function counted(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
