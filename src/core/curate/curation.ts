/** The funnel of s1K: row by row what is dropped and why, then the draw. Rows themselves are not kept. */
import { questionKey } from '../evaluation/dataset/dataset';
import { expectedAnswer } from '../formats/expectedAnswer';
import { extractAnswer } from '../grade/extractAnswer';
import { grade } from '../grade/grade';
import type { CurationConfig } from './curationConfig';
import type { Handover } from './handover';
import { drawDiverse, type Candidate } from './drawDiverse';
import type { NgramIndex } from './ngramIndex';
import { countWords } from './pythonText';
import { qualityHit, type QualityRule } from './qualityRules';
import { readPoolRow, type PoolRow } from './poolRow';

/** What a row goes through, in this order; the first that drops it is its reason. */
export const STAGES = [
  'unreadable',
  'person',
  'duplicate',
  'handover',
  'quality',
  'difficulty',
  'decontamination',
  'diversity',
] as const;
export type Stage = (typeof STAGES)[number];

export type DropRule =
  | 'unreadable'
  | 'dropped by a person'
  | 'same question'
  | 'not selected elsewhere'
  | 'dropped elsewhere'
  | QualityRule
  | 'solved by a grader'
  | 'shared n-gram'
  | 'no domain'
  | 'not drawn';

/** Why a row is not selected. */
export interface Dropped {
  readonly stage: Stage;
  readonly rule: DropRule;
  /** What shows it: the text that a rule hit, the shared n-gram, the line of the same question. '': nothing more. */
  readonly evidence: string;
}

/** `kept`: a person took it back; `taken`: by a rule of the config; `drawn`: by Algorithm 1. */
export type Selected = 'kept' | 'taken' | 'drawn';

export interface Outcome {
  /** `questionKey` of the question; null: the row could not be read. */
  readonly key: string | null;
  readonly domain: string | null;
  /** Of the trace; null: the row could not be read. */
  readonly length: number | null;
  readonly result: { readonly selected: Selected } | { readonly dropped: Dropped };
}

/** A row of the pool, or why there is none. */
export type PoolEntry = { readonly value: unknown } | { readonly problem: string };

export interface CurationTools {
  /** N-grams of all evaluation sets; null: none is given. */
  readonly contamination: NgramIndex | null;
  /** Names of the evaluation sets' questions, for the evidence, by their number in the index. */
  readonly contaminationNames: (source: number) => string;
  /** What another program decided; null: none was asked. */
  readonly handover: Handover | null;
  /** Keys of the questions that a grader solved, for each that is an evaluation. */
  readonly solved: readonly { readonly name: string; readonly keys: ReadonlySet<string> }[];
}

/** Values that the length of every row comes from. */
export interface LengthUnits {
  readonly tokens: number;
  readonly words: number;
}

export interface CurationCounts {
  readonly rows: number;
  /** Rows that are left behind each stage. */
  readonly left: Readonly<Record<Stage, number>>;
  readonly dropped: Readonly<Record<Stage, number>>;
  /** By rule, of those that dropped something. */
  readonly rules: Readonly<Record<string, number>>;
  readonly selected: Readonly<Record<Selected, number>>;
  /** Of all rows that could be read. */
  readonly lengths: LengthUnits;
  readonly domains: number;
  /** Rows with a grader's verdict. */
  readonly verdicts: number;
  /** The first ids that different questions have. */
  readonly repeatedIds: readonly string[];
}

const NO_DOMAIN = -1;

const MOST_IDS_TOLD = 5;

/** Mutable until `select` is called. */
export class Curation {
  private readonly keys: (string | null)[] = [];
  private readonly domainOf: number[] = [];
  private readonly lengths: number[] = [];
  private readonly results: (Dropped | Selected | null)[] = [];
  private readonly domains = new Map<string, number>();
  private readonly domainNames: string[] = [];
  private readonly rowOfKey = new Map<string, number>();
  private readonly keep: ReadonlySet<string>;
  private readonly drop: ReadonlySet<string>;
  private readonly domainRules: readonly { readonly domain: string; readonly pattern: RegExp }[];
  private readonly candidates: Candidate[] = [];
  private readonly toTake: Candidate[] = [];
  private readonly units = { tokens: 0, words: 0 };
  private readonly keyOfId = new Map<string, string>();
  private readonly repeatedIds = new Set<string>();
  private verdicts = 0;

  constructor(
    readonly config: CurationConfig,
    private readonly tools: CurationTools,
  ) {
    this.keep = new Set(config.keep);
    this.drop = new Set(config.drop);
    this.domainRules = config.diversity.domainRules.map(({ domain, pattern }) => ({
      domain,
      pattern: new RegExp(pattern, 'iu'),
    }));
  }

  /** Rows so far. */
  get rows(): number {
    return this.results.length;
  }

  /** @param placeOf where a row stands, such as `pool.jsonl:17`: told of another that has the same question */
  add(entry: PoolEntry, placeOf: (row: number) => string): void {
    const row = 'problem' in entry ? entry : readPoolRow(entry.value, this.config);
    if ('problem' in row) {
      this.push(null, NO_DOMAIN, 0, { stage: 'unreadable', rule: 'unreadable', evidence: row.problem });
      return;
    }
    const key = questionKey(row.question);
    this.noteId(row, key);
    this.tools.handover?.note(key, row.id);
    if (row.hasVerdict || this.tools.solved.length > 0) this.verdicts++;
    const domain = this.domainNumber(row);
    const length = this.lengthOf(row);
    const dropped = this.dropReason(row, key, placeOf);
    const number = this.rows;
    this.push(key, domain, length, dropped);
    if (dropped) return;
    const candidate = { row: number, domain, length };
    if (this.keep.has(key)) this.results[number] = 'kept';
    else if (this.isTaken(row, length)) this.toTake.push(candidate);
    else if (domain !== NO_DOMAIN) this.candidates.push(candidate);
    else this.results[number] = { stage: 'diversity', rule: 'no domain', evidence: '' };
  }

  /** Ids that stand for several questions are told: whoever joins by them would join the wrong rows. */
  private noteId({ id }: PoolRow, key: string): void {
    if (id === null) return;
    const before = this.keyOfId.get(id);
    if (before === undefined) this.keyOfId.set(id, key);
    else if (before !== key && this.repeatedIds.size < MOST_IDS_TOLD) this.repeatedIds.add(id);
  }

  private push(key: string | null, domain: number, length: number, result: Dropped | null): void {
    this.keys.push(key);
    this.domainOf.push(domain);
    this.lengths.push(length);
    this.results.push(result);
  }

  private dropReason(row: PoolRow, key: string, placeOf: (row: number) => string): Dropped | null {
    const { config, tools } = this;
    if (this.drop.has(key)) return { stage: 'person', rule: 'dropped by a person', evidence: '' };
    const same = this.rowOfKey.get(key);
    if (same !== undefined) return { stage: 'duplicate', rule: 'same question', evidence: placeOf(same) };
    this.rowOfKey.set(key, this.rows);
    if (this.keep.has(key)) return null;
    const decided = tools.handover?.dropReason(key, row.id);
    if (decided) return decided;
    const hit = qualityHit(row, config.quality);
    if (hit) return { stage: 'quality', rule: hit.rule, evidence: hit.text };
    const trimmed = row.question.trim();
    const solver =
      row.solvedBy ??
      (tools.solved.length === 0
        ? undefined
        : tools.solved.find(({ keys }) => keys.has(trimmed === row.question ? key : questionKey(trimmed)))
            ?.name);
    if (solver !== undefined) return { stage: 'difficulty', rule: 'solved by a grader', evidence: solver };
    const shared = this.contamination(row);
    return shared === null ? null : { stage: 'decontamination', rule: 'shared n-gram', evidence: shared };
  }

  private contamination({ question, trace, answer }: PoolRow): string | null {
    const { contamination, contaminationNames } = this.tools;
    if (!contamination) return null;
    const texts = this.config.decontamination.text === 'trace' ? [question, trace, answer] : [question];
    for (const text of texts) {
      const found = text === null ? null : contamination.find(text);
      if (found) return `${found.ngram} (${contaminationNames(found.source)})`;
    }
    return null;
  }

  private domainNumber({ domain, question }: PoolRow): number {
    const name = domain ?? this.domainRules.find(({ pattern }) => pattern.test(question))?.domain ?? null;
    if (name === null) return NO_DOMAIN;
    const known = this.domains.get(name);
    if (known !== undefined) return known;
    this.domains.set(name, this.domainNames.length);
    return this.domainNames.push(name) - 1;
  }

  private lengthOf({ length, trace }: PoolRow): number {
    if (length !== null) {
      this.units.tokens++;
      return length;
    }
    this.units.words++;
    return trace === null ? 0 : countWords(trace);
  }

  private isTaken(row: PoolRow, length: number): boolean {
    const source = row.source.toLowerCase();
    const matches = this.config.diversity.take.some(
      ({ sources, longerThan = -1 }) =>
        length > longerThan && sources.some((part) => source.includes(part.toLowerCase())),
    );
    if (!matches) return false;
    if (row.correct !== null) return row.correct;
    const expected = expectedAnswer(row.solution);
    return row.answer !== null && expected !== null && grade(extractAnswer(row.answer), expected).correct;
  }

  /**
   * Draws. Rows that the config takes go first; where there are more of them than are asked for, they are drawn too.
   * Called once, behind the last row.
   */
  select(): void {
    const { select, seed } = this.config;
    const kept = this.results.filter((result) => result === 'kept').length;
    const takes = select - kept;
    const taken =
      this.toTake.length <= takes
        ? this.toTake.map(({ row }) => row)
        : drawDiverse(this.toTake, Math.max(0, takes), seed);
    for (const row of taken) this.results[row] = 'taken';
    for (const row of drawDiverse(this.candidates, Math.max(0, takes - taken.length), seed))
      this.results[row] = 'drawn';
    for (let row = 0; row < this.rows; row++) this.results[row] ??= NOT_DRAWN;
  }

  /** What became of a row, by its number from 0. */
  outcome(row: number): Outcome {
    const result = this.results[row] ?? NOT_DRAWN;
    const key = this.keys[row] ?? null;
    return {
      key,
      domain: this.domainNames[this.domainOf[row] ?? NO_DOMAIN] ?? null,
      length: key === null ? null : (this.lengths[row] ?? 0),
      result: typeof result === 'string' ? { selected: result } : { dropped: result },
    };
  }

  counts(): CurationCounts {
    const dropped = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
    const rules: Record<string, number> = {};
    const selected = { kept: 0, taken: 0, drawn: 0 };
    for (const result of this.results) {
      if (result === null) continue;
      if (typeof result === 'string') selected[result]++;
      else {
        dropped[result.stage]++;
        rules[result.rule] = (rules[result.rule] ?? 0) + 1;
      }
    }
    let rest = this.rows;
    const left = { ...dropped };
    for (const stage of STAGES) left[stage] = rest -= dropped[stage];
    return {
      rows: this.rows,
      left,
      dropped,
      rules,
      selected,
      lengths: this.units,
      domains: this.domains.size,
      verdicts: this.verdicts,
      repeatedIds: [...this.repeatedIds],
    };
  }
}

const NOT_DRAWN: Dropped = { stage: 'diversity', rule: 'not drawn', evidence: '' };
