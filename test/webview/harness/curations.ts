/** Curations for the harness, decided by what decides them in the extension. */
import { configSchema, type CurationConfig } from '../../../src/core/curate/curationConfig';
import { decide } from '../../../src/core/curate/decision';
import { dropWords } from '../../../src/core/curate/droppedRow';
import { funnelOf } from '../../../src/core/curate/funnel';
import { outcomeOf } from '../../../src/core/curate/outcome';
import { orderRows, WHOLE_POOL, type RowLook } from '../../../src/core/curate/rowOrder';
import type { CurationNews, ShownRow } from '../../../src/core/curate/shownCuration';
import { SignalReader } from '../../../src/core/curate/signalReader';
import { NgramIndex } from '../../../src/core/curate/ngramIndex';
import type { CurationPage, CurationState } from '../../../src/protocol/curationView';

export const HOSTILE = '<img src=x onerror=alert(1)> \u202e**7.** what is 3*4?';

/** What the fake host answers with. */
export interface CurationScene extends CurationPage {
  /** Of the whole table, or of its beginning: then they are shown again and again, with numbers of their own. */
  readonly rows: readonly ShownRow[];
}

export interface SceneOptions {
  readonly config?: object;
  readonly look?: Partial<RowLook>;
  readonly state?: Partial<CurationState>;
  readonly news?: Partial<CurationNews>;
}

const POOL: readonly unknown[] = [
  ...Array.from({ length: 14 }, (_, i) => ({
    question: `Find the sum of the first ${i + 3} odd numbers, and say why it is a square.`,
    ...{
      domain: i % 3 ? 'Number theory' : 'Algebra',
      solution: '9',
      attempt: 'It is 9.',
      trace_length: 300 + 217 * i,
    },
    ...{ source_type: i === 4 ? 'AI-MO/AIME' : 'NuminaMath', isqwen7bcorrect: i % 4 === 1 },
  })),
  { question: 'p12. Find all x with x^2 = 2.', domain: 'Algebra', trace_length: 900 },
  { question: 'In step1. of the proof, what is assumed?', domain: 'Logic', trace_length: 2_400 },
  {
    question: '[asy] draw((0,0)--(1,1)); [/asy] How long is the line?',
    domain: 'Geometry',
    trace_length: 1_200,
  },
  { question: HOSTILE, domain: '<b>Sums</b>', trace_length: 5_100 },
  {
    question: 'Let the quick brown fox jump over the lazy dog; how high?',
    domain: 'Physics',
    trace_length: 700,
  },
  { question: 'Nobody knows what field this is of.', trace_length: 100 },
  { question: 'p12. Find all x with x^2 = 2.', domain: 'Algebra' },
  { broken: true },
];

export function curated({
  config: given = {},
  look: looked = {},
  state,
  news,
}: SceneOptions = {}): CurationScene {
  const config: CurationConfig = configSchema.parse({
    ...{ select: 6, decontamination: { against: ['aime24.jsonl'] } },
    ...given,
  });
  const contamination = new NgramIndex();
  contamination.add('the quick brown fox jump over the lazy dog');
  const tools = {
    ...{ contamination, contaminationNames: () => 'aime24.jsonl:3', handover: null },
    ...{ solved: [null, null], domains: null },
  };
  const reader = new SignalReader(config, tools, 'all');
  const read = POOL.map((value) => reader.add({ value }));
  const decision = decide(reader.signals, config);
  const look = { ...WHOLE_POOL, ...looked };
  const places = (row: number): string => `pool.jsonl:${row + 1}`;
  const rows = [...orderRows(reader.signals, decision, look, null)].map((row): ShownRow => {
    const text = read[row] ?? { problem: '' };
    const { key, domain, length, result } = outcomeOf(row, text, decision, reader, places);
    const dropped = 'dropped' in result ? result.dropped : null;
    return {
      ...{ row, key, domain, length, place: places(row) },
      question: 'problem' in text ? null : text.question,
      selected: 'selected' in result ? result.selected : null,
      dropped: dropped && { stage: dropped.stage, rule: dropped.rule },
      reason: dropped ? dropWords(dropped) : '',
    };
  });
  const hit = (row: number, before: string, text: string, after: string) => ({
    row,
    before,
    hit: text,
    after,
  });
  return {
    rows,
    state: {
      kept: {
        ...{ paths: ['/data/pool.jsonl'], config, configFolder: '/data', configFile: null, out: null },
        look,
      },
      ...{ canUndo: false, isChanged: true, task: null, written: null, problem: null, refusal: null },
      ...state,
    },
    news: {
      ...{ version: 1, config, reading: null, failure: null, listed: rows.length, look, searched: null },
      ...{ changed: [], warnings: [] },
      funnel: funnelOf(decision, reader, config),
      examples: {
        ...{ nullFields: [], image: [] },
        asy: [hit(16, '', '[asy]', ' draw((0,0)--(1,1)); [/asy] How long…')],
        numbering: [
          hit(14, '', 'p12.', ' Find all x with x^2 = 2.'),
          hit(15, 'In ste', 'p1.', ' of the proof, wha…'),
        ],
        boldDigits: [hit(17, '<img src=x onerror=alert(1)> \u202e', '**7.**', ' what is 3*4?')],
      },
      ...news,
    },
  };
}
