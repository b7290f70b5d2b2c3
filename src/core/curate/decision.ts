/** The funnel of s1K on the signals of a pool: what drops each row, then the draw. The only place that decides. */
import type { CurationConfig } from './curationConfig';
import { drawDiverse } from './drawDiverse';
import { FLAG, MOST_FLAGS, NO_DOMAIN, SOLVED, type PoolSignals } from './poolSignals';
import { QUALITY_RULES, qualityRule, type QualityRule, type RuleModes } from './qualityRules';

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

/** In the order of their stages. */
export const DROP_RULES = [
  'unreadable',
  'dropped by a person',
  'same question',
  'dropped elsewhere',
  'not selected elsewhere',
  ...QUALITY_RULES,
  'solved by a grader',
  'shared n-gram',
  'no domain',
  'not drawn',
] as const;
export type DropRule = (typeof DROP_RULES)[number];

/** `kept`: a person took it back; `taken`: by a rule of the config; `drawn`: by Algorithm 1. */
export const SELECTED = ['kept', 'taken', 'drawn'] as const;
export type Selected = (typeof SELECTED)[number];

export function stageOf(rule: DropRule): Stage {
  switch (rule) {
    case 'unreadable':
      return 'unreadable';
    case 'dropped by a person':
      return 'person';
    case 'same question':
      return 'duplicate';
    case 'dropped elsewhere':
    case 'not selected elsewhere':
      return 'handover';
    case 'nullFields':
    case 'asy':
    case 'image':
    case 'numbering':
    case 'boldDigits':
      return 'quality';
    case 'solved by a grader':
      return 'difficulty';
    case 'shared n-gram':
      return 'decontamination';
    case 'no domain':
    case 'not drawn':
      return 'diversity';
    default:
      return rule satisfies never;
  }
}

/** What a person said of a question. */
export type PersonsWord = 'keep' | 'drop';

/** What a decision is made of besides the signals. */
export type DecisionConfig = Pick<
  CurationConfig,
  'select' | 'seed' | 'quality' | 'diversity' | 'keep' | 'drop'
>;

/** What drops a row before the draw, by its bits alone; null: nothing does. */
export function dropRule(
  flags: number,
  isRepeat: boolean,
  person: PersonsWord | null,
  modes: RuleModes,
): Exclude<DropRule, 'no domain' | 'not drawn'> | null {
  if (flags & FLAG.unreadable) return 'unreadable';
  if (person === 'drop') return 'dropped by a person';
  if (isRepeat) return 'same question';
  if (person === 'keep') return null;
  if (flags & FLAG.droppedElsewhere) return 'dropped elsewhere';
  if (flags & FLAG.notSelectedElsewhere) return 'not selected elsewhere';
  const quality: QualityRule | null = qualityRule(flags, modes);
  if (quality) return quality;
  if (flags & SOLVED) return 'solved by a grader';
  return flags & FLAG.sharedNgram ? 'shared n-gram' : null;
}

/** Rows of this source with a right answer and a longer trace are taken; Infinity: none is. */
export function takenAbove(source: string, { diversity }: Pick<CurationConfig, 'diversity'>): number {
  const lower = source.toLowerCase();
  return Math.min(
    Infinity,
    ...diversity.take
      .filter(({ sources }) => sources.some((part) => lower.includes(part.toLowerCase())))
      .map(({ longerThan = -1 }) => longerThan),
  );
}

/** By their code. */
export const RESULTS: readonly (Selected | DropRule)[] = [...SELECTED, ...DROP_RULES];
const codeOf = (result: Selected | DropRule): number => RESULTS.indexOf(result);
const KEPT = codeOf('kept');
const TAKEN = codeOf('taken');
const DRAWN = codeOf('drawn');
const NOT_DRAWN = codeOf('not drawn');
const WITHOUT_DOMAIN = codeOf('no domain');
/** No rule drops it. */
const PASSES = 253;
/** While it is decided. */
const TO_TAKE = 254;
const CANDIDATE = 255;

/** `dropRule` as codes; rows with the same bits, which are most, are decided once. */
class DropCodes {
  private readonly known = new Uint8Array(2 * (MOST_FLAGS + 1)).fill(NOT_KNOWN);

  constructor(private readonly modes: RuleModes) {}

  of(flags: number, isRepeat: boolean, person: PersonsWord | null): number {
    if (person !== null) return this.decided(flags, isRepeat, person);
    const place = 2 * flags + (isRepeat ? 1 : 0);
    const known = this.known[place] ?? NOT_KNOWN;
    if (known !== NOT_KNOWN) return known;
    return (this.known[place] = this.decided(flags, isRepeat, null));
  }

  private decided(flags: number, isRepeat: boolean, person: PersonsWord | null): number {
    const rule = dropRule(flags, isRepeat, person, this.modes);
    return rule === null ? PASSES : codeOf(rule);
  }
}

const NOT_KNOWN = 255;

/** What became of every row. */
export class Decision {
  constructor(
    /** Places in `RESULTS`. */
    private readonly codes: Uint8Array,
    /** By which it was decided. */
    readonly config: DecisionConfig,
  ) {}

  get rows(): number {
    return this.codes.length;
  }

  /** How a row was selected, or the rule that dropped it. */
  of(row: number): Selected | DropRule {
    return RESULTS[this.codes[row] ?? NOT_DRAWN] ?? 'not drawn';
  }

  /** The same as its place in `RESULTS`. */
  codeOf(row: number): number {
    return this.codes[row] ?? NOT_DRAWN;
  }
}

/**
 * Whether a pool that was read (extent `all`) under one configuration can be decided under another: whether nothing is
 * asked of its rows that was not looked at.
 */
export function canDecide(signals: PoolSignals, readUnder: CurationConfig, config: CurationConfig): boolean {
  if (readUnder !== config && JSON.stringify(lookedAt(readUnder)) !== JSON.stringify(lookedAt(config)))
    return false;
  const above = signals.sources.map((source) => takenAbove(source, config));
  // Answers are graded for rules that would take them.
  for (let row = 0; row < signals.rows; row++)
    if (
      (signals.flags.at(row) & (FLAG.graded | FLAG.unreadable)) === 0 &&
      signals.length.at(row) > (above[signals.source.at(row)] ?? Infinity)
    )
      return false;
  return true;
}

function lookedAt({ columns, quality, difficulty, decontamination, diversity, handover }: CurationConfig) {
  const { domainRules, domainsFile } = diversity;
  return [columns, quality.mayBeNull, difficulty, decontamination, domainRules, domainsFile, handover];
}

export function isSelected(result: Selected | DropRule): result is Selected {
  return (SELECTED as readonly string[]).includes(result);
}

/**
 * Decides every row. Rows that the config takes go first; where there are more of them than are asked for, they are
 * drawn too.
 */
export function decide(signals: PoolSignals, config: DecisionConfig): Decision {
  const codes = new Uint8Array(signals.rows);
  const persons = personsWords(signals, config);
  const above = signals.sources.map((source) => takenAbove(source, config));
  let kept = 0;
  let toTake = 0;
  const dropCodes = new DropCodes(config.quality);
  for (let row = 0; row < codes.length; row++) {
    const flags = signals.flags.at(row);
    const first = signals.first.at(row);
    const person = persons.size === 0 ? null : (persons.get(first) ?? null);
    const code = dropCodes.of(flags, first !== row, person);
    if (code !== PASSES) codes[row] = code;
    else if (person === 'keep') {
      codes[row] = KEPT;
      kept++;
    } else if (
      (flags & FLAG.right) !== 0 &&
      signals.length.at(row) > (above[signals.source.at(row)] ?? Infinity)
    ) {
      codes[row] = TO_TAKE;
      toTake++;
    } else codes[row] = signals.domain.at(row) === NO_DOMAIN ? WITHOUT_DOMAIN : CANDIDATE;
  }
  const takes = Math.max(0, config.select - kept);
  if (toTake <= takes) replace(codes, TO_TAKE, TAKEN);
  else {
    draw(signals, codes, TO_TAKE, takes, config.seed, TAKEN);
    replace(codes, TO_TAKE, NOT_DRAWN);
  }
  draw(signals, codes, CANDIDATE, takes - Math.min(toTake, takes), config.seed, DRAWN);
  replace(codes, CANDIDATE, NOT_DRAWN);
  return new Decision(codes, config);
}

function draw(
  signals: PoolSignals,
  codes: Uint8Array,
  from: number,
  count: number,
  seed: number,
  to: number,
): void {
  if (count === 0) return;
  const drawn = drawDiverse(
    {
      longestFirst: signals.longestFirst(),
      domainOf: (row) => signals.domain.at(row),
      isCandidate: (row) => codes[row] === from,
    },
    count,
    seed,
  );
  for (const row of drawn) codes[row] = to;
}

function replace(codes: Uint8Array, from: number, to: number): void {
  for (let row = 0; row < codes.length; row++) if (codes[row] === from) codes[row] = to;
}

/** By the first row of each question that a person named. */
function personsWords(signals: PoolSignals, { keep, drop }: DecisionConfig): Map<number, PersonsWord> {
  const words = new Map<number, PersonsWord>();
  for (const key of keep) words.set(signals.keys.firstRowOf(key), 'keep');
  for (const key of drop) words.set(signals.keys.firstRowOf(key), 'drop');
  return words;
}

/** Rows whose length has each unit. */
export interface LengthUnits {
  tokens: number;
  words: number;
}

export interface CurationCounts {
  readonly rows: number;
  /** Rows that are left behind each stage. */
  readonly left: Readonly<Record<Stage, number>>;
  readonly dropped: Readonly<Record<Stage, number>>;
  /** By rule, of those that dropped something. */
  readonly rules: Readonly<Partial<Record<DropRule, number>>>;
  readonly selected: Readonly<Record<Selected, number>>;
  /** Of all rows that could be read. */
  readonly lengths: Readonly<LengthUnits>;
  readonly domains: number;
  /** Rows with a grader's verdict. */
  readonly verdicts: number;
  /** The first ids that different questions have. */
  readonly repeatedIds: readonly string[];
}

/** What a curation counts of the rows that it read. */
export interface ReadCounts {
  readonly signals: PoolSignals;
  readonly units: LengthUnits;
  readonly verdicts: number;
  readonly repeatedIds: readonly string[];
}

export function countDecision(decision: Decision, read: ReadCounts): CurationCounts {
  const byCode = new Uint32Array(RESULTS.length);
  // In the order in which the pool has them.
  const seen: number[] = [];
  for (let row = 0; row < decision.rows; row++) {
    const code = decision.codeOf(row);
    if (byCode[code] === 0) seen.push(code);
    byCode[code] = (byCode[code] ?? 0) + 1;
  }
  const dropped = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
  const rules: Partial<Record<DropRule, number>> = {};
  const selected = { kept: 0, taken: 0, drawn: 0 };
  for (const code of seen) {
    const result = RESULTS[code] ?? 'not drawn';
    if (isSelected(result)) selected[result] = byCode[code] ?? 0;
    else rules[result] = byCode[code] ?? 0;
  }
  for (const rule of DROP_RULES) dropped[stageOf(rule)] += rules[rule] ?? 0;
  let rest = decision.rows;
  const left = { ...dropped };
  for (const stage of STAGES) left[stage] = rest -= dropped[stage];
  return {
    rows: decision.rows,
    left,
    dropped,
    rules,
    selected,
    lengths: { ...read.units },
    domains: read.signals.domains.length,
    verdicts: read.verdicts,
    repeatedIds: [...read.repeatedIds],
  };
}
