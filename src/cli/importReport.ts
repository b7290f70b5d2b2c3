/** What an import found: counted, and listed as far as anybody reads. */
import type { ImportItem } from '../core/formats/readRow';
import { visibleText } from '../core/text';
import { errorLine } from './exit';

/** A file that is no trace at all has a problem a line: more would only fill the memory. */
const MOST_LISTED = 10_000;
/** On a terminal the first tell what is wrong. */
const MOST_SHOWN = 20;

export class ImportReport {
  private count = 0;
  private problemCount = 0;
  private readonly listed: { line: number | null; message: string }[] = [];
  private readonly found = new Set<string>();

  /**
   * @param format `auto`, or the format that was asked for
   * @param source what problems are said to be in
   */
  constructor(
    private readonly format: string,
    private readonly source: string,
  ) {}

  add(item: ImportItem): void {
    if (item.kind === 'trace') {
      this.count++;
      this.found.add(item.trace.imported?.format ?? '');
    } else if (++this.problemCount <= MOST_LISTED) {
      this.listed.push({ line: item.line, message: item.message });
    }
  }

  get traces(): number {
    return this.count;
  }

  get isClean(): boolean {
    return this.problemCount === 0;
  }

  get progress(): string {
    return `${counted(this.count, 'trace')}, ${counted(this.problemCount, 'problem')}`;
  }

  /** `mixed` where rows were of several; null where none was found. */
  private get formatFound(): string | null {
    if (this.format !== 'auto') return this.format;
    const [first = null] = this.found;
    return this.found.size > 1 ? 'mixed' : first;
  }

  /** The report for scripts. */
  json(): string {
    const left = this.problemCount - this.listed.length;
    const more = left > 0 ? [{ line: null, message: `${counted(left, 'further problem')} not listed.` }] : [];
    const report = {
      format: this.formatFound,
      traces: this.count,
      problems: [...this.listed, ...more],
    };
    return `${JSON.stringify(report)}\n`;
  }

  /** The first problems, one a line, as compilers print them. */
  problemLines(): string {
    const lines = this.listed
      .slice(0, MOST_SHOWN)
      .map(({ line, message }) => errorLine(`${this.source}:${line ?? ''}: ${message}`));
    const left = this.problemCount - lines.length;
    if (left > 0) lines.push(errorLine(`${counted(left, 'more problem')}; --json lists them.`));
    return lines.join('');
  }

  summary(folder: string): string {
    const format = this.formatFound;
    const problems = this.problemCount === 0 ? '' : `, ${counted(this.problemCount, 'problem')}`;
    const of = format === null ? '' : ` (${format})`;
    return `${counted(this.count, 'trace')}${of} in ${visibleText(folder)}${problems}\n`;
  }
}

function counted(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
