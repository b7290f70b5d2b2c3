/** Evaluations for tests: toy models, a store in memory that can crash, settings. */
import { WaitpointError } from '../../../src/core/errors';
import { questionKey, type DatasetRow } from '../../../src/core/evaluation/dataset/dataset';
import type { GradeAnswer } from '../../../src/core/grade/traceGrade';
import { right, wrong } from '../../../src/core/grade/verdict';
import type { RecordedEvaluation } from '../../../src/core/evaluation/record';
import type { ResultRow } from '../../../src/core/evaluation/resultRow';
import {
  runEvaluation,
  type EvaluationEvent,
  type EvaluationOptions,
  type Evaluated,
} from '../../../src/core/evaluation/runEvaluation';
import type { EvaluationSettings } from '../../../src/core/evaluation/settings';
import type { EvaluationStore } from '../../../src/core/evaluation/store';
import type { Budget } from '../../../src/core/trace/trace';
import type { Trace } from '../../../src/core/trace/trace';
import { scriptedEngine, type ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, toyRequest } from '../../support/runToy';

export const gradeVerbatim: GradeAnswer = async (answer, expected) =>
  answer.trim() === expected.trim() ? right('text', 'equal as text') : wrong('different', 'different');

/** Of letters that the toy vocabulary has. */
export function questions(...texts: string[]): DatasetRow[] {
  return texts.map((question, i) => ({
    key: questionKey(question),
    line: i + 1,
    question,
    answer: '7',
    domain: null,
  }));
}

export function settings(
  more: Partial<EvaluationSettings> = {},
  budget: Partial<Budget> = {},
): EvaluationSettings {
  return {
    paper: null,
    methods: ['budget-forcing'],
    budgets: [4, 12],
    waits: [0, 2],
    request: toyRequest({ maxThinkingTokens: 20, ...budget }),
    mostTries: 4,
    difficultySamples: 3,
    auto: null,
    confidence: 0.5,
    ...more,
  };
}

/** What a real folder keeps, in memory: text, so that nothing is shared with what was written. */
export class MemoryStore implements EvaluationStore {
  readonly where = 'The store';
  record: string | null = null;
  results = '';
  readonly traces = new Map<string, string>();
  private writes = 0;

  /** @param crashAt how many writes succeed; the one after them writes a part, and throws */
  constructor(private readonly crashAt = Infinity) {}

  /** The same content, after the crash. */
  reopened(crashAt = Infinity): MemoryStore {
    const store = new MemoryStore(crashAt);
    store.record = this.record;
    // What a torn line leaves is dropped by whoever reads it.
    store.results = this.results.slice(0, this.results.lastIndexOf('\n') + 1);
    for (const [path, text] of this.traces) store.traces.set(path, text);
    return store;
  }

  async readRecord(): Promise<RecordedEvaluation | null> {
    return this.record === null ? null : (JSON.parse(this.record) as RecordedEvaluation);
  }

  async writeRecord(recorded: RecordedEvaluation): Promise<void> {
    this.write();
    this.record = JSON.stringify(recorded);
  }

  async readResults(): Promise<ResultRow[]> {
    return this.results
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ResultRow);
  }

  async appendResult(row: ResultRow): Promise<void> {
    const line = `${JSON.stringify(row)}\n`;
    this.write(() => (this.results += line.slice(0, line.length / 2)));
    this.results += line;
  }

  async replaceResults(rows: readonly ResultRow[]): Promise<void> {
    this.write();
    this.results = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  }

  async saveTrace(path: string, trace: Trace): Promise<void> {
    this.write();
    this.traces.set(path, JSON.stringify(trace));
  }

  private write(part: () => void = () => {}): void {
    if (this.writes++ < this.crashAt) return;
    part();
    throw new WaitpointError('writeFailed', 'the disk is full');
  }
}

export interface ToyEvaluation extends Evaluated {
  readonly events: EvaluationEvent[];
  readonly store: MemoryStore;
  /** Batches that the engine evaluated. */
  readonly batches: number;
}

export async function evaluateToy(
  model: ScriptedModel,
  options: Partial<EvaluationOptions> & { store?: MemoryStore } = {},
): Promise<ToyEvaluation> {
  const engine = scriptedEngine(model);
  const store = options.store ?? new MemoryStore();
  const events: EvaluationEvent[] = [];
  const evaluated = await runEvaluation({
    engine,
    scorer: null,
    settings: settings(),
    rows: questions('a', 'b'),
    store,
    grade: gradeVerbatim,
    emit: (event) => events.push(event),
    createdAt: CREATED_AT,
    now: () => 0,
    ...options,
  });
  return { ...evaluated, events, store, batches: engine.batches.length };
}
