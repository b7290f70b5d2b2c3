/** Reads the signals of a pool, row by row; rows themselves are not kept. */
import { questionKey } from '../evaluation/dataset/dataset';
import { expectedAnswer } from '../formats/expectedAnswer';
import { extractAnswer } from '../grade/extractAnswer';
import { grade } from '../grade/grade';
import type { CurationConfig } from './curationConfig';
import { dropRule, takenAbove, type LengthUnits } from './decision';
import type { Handover } from './handover';
import type { NgramIndex } from './ngramIndex';
import { FLAG, PoolSignals } from './poolSignals';
import { readPoolRow, type PoolRow } from './poolRow';
import { countWords } from './pythonText';
import { qualityFlags } from './qualityRules';

/** A row of the pool, or why there is none. */
export type PoolEntry = { readonly value: unknown } | { readonly problem: string };

export interface CurationTools {
  /** N-grams of all evaluation sets; null: none is given. */
  readonly contamination: NgramIndex | null;
  /** Names of the evaluation sets' questions, for the evidence, by their number in the index. */
  readonly contaminationNames: (source: number) => string;
  /** What another program decided; null: none was asked. */
  readonly handover: Handover | null;
  /** Of each grader of the configuration the keys of the questions that it solved; null: it is a column. */
  readonly solved: readonly (ReadonlySet<string> | null)[];
  /** Domains by key for rows that have none otherwise; null: no file has any. */
  readonly domains: ReadonlyMap<string, string> | null;
}

/**
 * `needed`: n-grams are looked for, and answers graded, where a row's fate depends on it under the configuration.
 * `all`: wherever it might under other rules too, so that a change of rules needs no second look at the pool.
 */
export type SignalExtent = 'needed' | 'all';

/** What a row was read as. */
export type ReadRow = PoolRow | { readonly problem: string };

const MOST_IDS_TOLD = 5;

export class SignalReader {
  readonly signals = new PoolSignals();
  /** Values that the length of every row comes from. */
  readonly units: LengthUnits = { tokens: 0, words: 0 };
  /** Rows with a grader's verdict. */
  verdicts = 0;
  private readonly rowOfId = new Map<string, number>();
  private readonly ids = new Set<string>();
  private readonly keep: ReadonlySet<string>;
  private readonly drop: ReadonlySet<string>;
  private readonly domainRules: readonly { readonly domain: string; readonly pattern: RegExp }[];
  private readonly takenAbove = new Map<string, number>();

  constructor(
    readonly config: CurationConfig,
    readonly tools: CurationTools,
    private readonly extent: SignalExtent,
  ) {
    this.keep = new Set(config.keep);
    this.drop = new Set(config.drop);
    this.domainRules = config.diversity.domainRules.map(({ domain, pattern }) => ({
      domain,
      pattern: new RegExp(pattern, 'iu'),
    }));
  }

  /** The first ids that different questions have: whoever joins by them would join the wrong rows. */
  get repeatedIds(): readonly string[] {
    return [...this.ids];
  }

  add(entry: PoolEntry): ReadRow {
    const { signals, tools } = this;
    const row = 'problem' in entry ? entry : readPoolRow(entry.value, this.config);
    if ('problem' in row) {
      signals.add({ key: null, flags: FLAG.unreadable, domain: null, source: '', length: 0 });
      return row;
    }
    const key = questionKey(row.question);
    this.noteId(row.id, key);
    tools.handover?.note(key, row.id);
    const { source } = row;
    const length = this.lengthOf(row);
    const number = signals.rows;
    signals.add({ key, flags: this.flagsOf(row, key), domain: this.domainOf(row, key), source, length });
    const flags = signals.flags.at(number);
    const rule = this.extent === 'all' ? null : this.ruleSoFar(number, key);
    if (rule === null) {
      const found = this.sharedNgram(row) === null ? 0 : FLAG.sharedNgram;
      signals.flags.set(
        number,
        flags | found | (found && this.extent === 'needed' ? 0 : this.graded(row, length)),
      );
    }
    return row;
  }

  /** The first n-gram that the row shares with an evaluation set, and where that has it; null: none. */
  sharedNgram({ question, trace, answer }: Pick<PoolRow, 'question' | 'trace' | 'answer'>): string | null {
    const { contamination, contaminationNames } = this.tools;
    if (!contamination) return null;
    const texts = this.config.decontamination.text === 'trace' ? [question, trace, answer] : [question];
    for (const text of texts) {
      const found = text === null ? null : contamination.find(text);
      if (found) return `${found.ngram} (${contaminationNames(found.source)})`;
    }
    return null;
  }

  private ruleSoFar(row: number, key: string): string | null {
    const person = this.drop.has(key) ? 'drop' : this.keep.has(key) ? 'keep' : null;
    const { flags } = this.signals;
    return dropRule(flags.at(row), this.signals.isRepeat(row), person, this.config.quality);
  }

  private noteId(id: string | null, key: string): void {
    if (id === null) return;
    const before = this.rowOfId.get(id);
    if (before === undefined) this.rowOfId.set(id, this.signals.rows);
    else if (this.signals.keyOf(before) !== key && this.ids.size < MOST_IDS_TOLD) this.ids.add(id);
  }

  private flagsOf(row: PoolRow, key: string): number {
    const { handover, solved } = this.tools;
    let flags = qualityFlags(row);
    const decided = handover?.dropReason(key, row.id);
    if (decided)
      flags |= decided.rule === 'dropped elsewhere' ? FLAG.droppedElsewhere : FLAG.notSelectedElsewhere;
    const trimmed = row.question.trim();
    // An evaluation knows questions without the space around them.
    const evaluatedKey = solved.every((keys) => keys === null)
      ? ''
      : trimmed === row.question
        ? key
        : questionKey(trimmed);
    const solvedBy = (grader: number): boolean =>
      row.verdicts[grader] === true || (solved[grader]?.has(evaluatedKey) ?? false);
    if (solvedBy(0)) flags |= FLAG.solvedByFirst;
    if (solvedBy(1)) flags |= FLAG.solvedBySecond;
    if (evaluatedKey !== '' || row.verdicts.some((verdict) => verdict !== null)) this.verdicts++;
    return flags;
  }

  private domainOf({ domain, question }: PoolRow, key: string): string | null {
    return (
      domain ??
      this.domainRules.find(({ pattern }) => pattern.test(question))?.domain ??
      this.tools.domains?.get(key) ??
      null
    );
  }

  private lengthOf({ length, trace }: PoolRow): number {
    if (length !== null) {
      this.units.tokens++;
      return length;
    }
    this.units.words++;
    return trace === null ? 0 : countWords(trace);
  }

  /** Grades where a column does not say it: it takes time, so only what a rule of the configuration would take. */
  private graded(row: PoolRow, length: number): number {
    const known = (right: boolean): number => FLAG.graded | (right ? FLAG.right : 0);
    if (row.correct !== null) return known(row.correct);
    const isTaken = length > this.leastTaken(row.source);
    if (!isTaken && this.extent === 'needed') return 0;
    const expected = expectedAnswer(row.solution);
    if (row.answer === null || expected === null) return known(false);
    if (!isTaken) return 0;
    return known(grade(extractAnswer(row.answer), expected).correct);
  }

  private leastTaken(source: string): number {
    const known = this.takenAbove.get(source);
    if (known !== undefined) return known;
    const above = takenAbove(source, this.config);
    this.takenAbove.set(source, above);
    return above;
  }
}
