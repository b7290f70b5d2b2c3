/** Evaluations for the harness, made by what makes them in the extension host. */
import { questionKey, type DatasetRow } from '../../../src/core/evaluation/dataset/dataset';
import { planCells } from '../../../src/core/evaluation/plan';
import { resultRowSchema, tracePath, type ResultRow } from '../../../src/core/evaluation/resultRow';
import type { EvaluationSettings } from '../../../src/core/evaluation/settings';
import { methodWords } from '../../../src/core/evaluation/methods/methods';
import { counted, shownEvaluation, ToldContent } from '../../../src/host/evaluationState';
import type {
  EvaluationForm,
  EvaluationPage,
  EvaluationProgress,
  EvaluationSetup,
  FormCheck,
} from '../../../src/protocol/evaluationView';
import { draft } from './scenarios';

export const FOLDER = '/data/sums-evaluation';

export interface EvaluationOptions {
  readonly settings?: Partial<EvaluationSettings>;
  readonly questions?: number;
  /** Rows that are finished; default all. */
  readonly done?: number;
  readonly change?: (row: ResultRow, question: number) => Partial<ResultRow>;
  readonly question?: (number: number) => Partial<DatasetRow>;
  readonly progress?: Partial<EvaluationProgress>;
  readonly setup?: EvaluationSetup | null;
  /** Answers that a person called right, by the row they are in. */
  readonly marked?: (row: ResultRow) => boolean;
}

/** A made-up evaluation that looks like one: more thinking is more often right. */
export function evaluated(options: EvaluationOptions = {}): EvaluationPage {
  const { questions = 8, change = () => ({}), question = () => ({}), progress, setup = null } = options;
  const settings: EvaluationSettings = {
    ...{
      paper: null,
      methods: ['budget-forcing', 'token-conditional', 'majority@4'],
      budgets: [64, 128, 256],
    },
    ...{
      waits: [0, 2],
      request: draft().request,
      mostTries: 4,
      difficultySamples: 2,
      confidence: 0.9,
      auto: null,
    },
    ...options.settings,
  };
  const cells = planCells(settings).map(({ cell }) => cell);
  const rows = Array.from({ length: questions }, (_, i): DatasetRow => {
    const asked = `What is ${i + 2}*${i + 3}?`;
    const own = {
      line: i + 1,
      question: asked,
      answer: String((i + 2) * (i + 3)),
      domain: i % 2 ? 'sums' : 'words',
    };
    const made = { key: '', ...own, ...question(i) };
    return { ...made, key: questionKey(made.question) };
  });
  const all = rows.flatMap((row, i) =>
    cells.map((cell, c) => {
      const budget = cell.budget ?? 300;
      // A pattern that is neither all right nor all wrong, and better with more.
      const correct = (i * 7 + c * 3) % 10 < 3 + Math.log2(budget / 32) + (cell.waits ?? 0);
      const made = resultRowSchema.parse({
        ...{ key: row.key, line: row.line, domain: row.domain, method: cell.method, budget: cell.budget },
        ...{ waits: cell.waits, variant: cell.variant, expected: row.answer, correct },
        ...{ answer: correct ? row.answer : String(i), verdict: correct ? 'text' : 'different' },
        ...{ reason: correct ? 'equal as text' : `${i} is not ${row.answer}`, answerTokens: 4 },
        thinkingTokens: Math.min(budget, 40 + ((i * 13 + c) % 30) + (cell.waits ?? 0) * 35),
        ...{ tokens: 200 + budget, scorerTokens: 150, flops: 2e9 * budget, inControl: true },
        ...{ waitsDone: cell.waits ?? 0, steps: 4, finish: 'end', confidence: 0.9, lastScore: 0.7 },
        ...{ attempts: [], note: null, timeMs: 40 + budget, trace: tracePath(row, cell) },
      });
      return { ...made, ...change(made, i) };
    }),
  );
  const results = all.slice(0, options.done ?? all.length);
  const { marked } = options;
  const marks = new Map(
    results.flatMap((row) =>
      marked?.(row) ? [[row.trace, new Map([[row.answer ?? '', true]])] as const] : [],
    ),
  );
  const identity = {
    ...{ name: 'waitpoint-reasoner', file: 'reasoner.gguf', sha256: '0'.repeat(64), sizeBytes: 1 },
    ...{ architecture: 'llama', quantization: 'Q8_0' },
  };
  const record = {
    ...{ schema: 1 as const, createdAt: '2026-01-01T00:00:00.000Z', settings, cells, model: identity },
    scorer: { ...identity, name: 'waitpoint-scorer', protocol: 'step-tag' as const },
  };
  const evaluation = counted({ record, rows, results, writer: null }, marks);
  const shown = shownEvaluation(FOLDER, evaluation, null, null);
  return {
    state: {
      ...{ setup, starting: null, problem: null },
      shown: { ...shown, progress: { ...shown.progress, ...progress } },
    },
    content: new ToldContent().update(evaluation),
  };
}

export const FORM: EvaluationForm = {
  ...{ dataset: '/data/sums.jsonl', skipBad: false, folder: FOLDER },
  ...{ modelPath: '/models/reasoner.gguf', scorerPath: 'none' },
  ...{
    methods: ['budget-forcing'],
    majority: '',
    strings: '',
    searches: '',
    paper: false,
    budgets: '',
    waits: '',
  },
  ...{ continuation: '', min: '', max: '', maxAnswer: '', temperature: '', seed: '', mostTries: '' },
  ...{ samples: '', confidence: '', limit: '' },
};

export function setupOfEvaluation(more: Partial<EvaluationSetup> = {}): EvaluationSetup {
  return {
    form: FORM,
    models: [{ path: '/models/reasoner.gguf', label: 'reasoner (demo)', description: 'demo', isDemo: true }],
    scorers: [{ path: 'none', label: 'no scorer', description: 'steps are not scored' }],
    methods: methodWords(),
    defaults: { budgets: '64, 128, 256, 512', waits: '0, 1, 2, 4', continuation: 'Wait', limit: 'all' },
    refusal: null,
    ...more,
  };
}

export const setUp = (more: Partial<EvaluationSetup> = {}): EvaluationPage => ({
  state: { setup: setupOfEvaluation(more), shown: null, starting: null, problem: null },
  content: { questions: null, from: 0, rows: [] },
});

export const GOOD: FormCheck = {
  ...{ problems: {}, folderNote: null },
  dataset: {
    ...{ questions: 40, problemCount: 0, problems: [] },
    columns: { question: 'problem', answer: 'solution', domain: 'subject' },
  },
  cost: { questions: 40, cells: 16, tokens: 61_440, ms: 125_000 },
};

export const BAD: FormCheck = {
  problems: {
    dataset: '2 rows cannot be asked. Mend the dataset, or leave them out.',
    budgets: 'It is "x".',
  },
  folderNote: 'It is not empty: what lies there stays.',
  dataset: {
    ...{ questions: 3, problemCount: 2, columns: { question: 'question', answer: 'answer', domain: null } },
    problems: [
      { line: 2, message: 'The question (column "question") is empty.' },
      { line: 4, message: 'The JSON is broken here, at character 1.' },
    ],
  },
  cost: null,
};
