/** The runs of one question. Cells that ask for the same run get the same one. */
import { mixSeed } from '../decode/random';
import { WaitpointError } from '../errors';
import type { GradeAnswer } from '../grade/traceGrade';
import { runSearch } from '../search/runSearch';
import type { SearchRecord } from '../search/searchRecord';
import type { SearchSettings } from '../search/settings';
import type { AutoOptions } from '../search/strategies/auto';
import { truncateTokens } from '../trace/resume';
import type { RunRequest, Trace } from '../trace/trace';
import type { DatasetRow } from './dataset/dataset';
import { brokeOff, runOn, type DecodeContext, type DecodeRequests } from './decodeRequests';
import type { MethodTools } from './methods/method';

/** The evaluation was stopped by its signal: what is unfinished is dropped. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export class QuestionRuns implements MethodTools {
  private readonly known = new Map<string, Trace>();

  constructor(
    private readonly context: DecodeContext,
    private readonly decode: DecodeRequests,
    private readonly row: DatasetRow,
    private readonly seed: number,
    readonly grade: GradeAnswer,
  ) {}

  async run(asked: string, request: RunRequest): Promise<Trace> {
    let made: Trace | null = null;
    await this.runAll(asked, [request], async (_, trace) => {
      made = trace;
    });
    return made ?? this.refuse();
  }

  /**
   * Runs all requests on one question, so that they can share what they have in common.
   * @param done called once a request, and awaited
   * @throws Stopped; WaitpointError when the engine failed
   */
  async runAll(
    asked: string,
    requests: readonly RunRequest[],
    done: (index: number, trace: Trace) => Promise<void>,
  ): Promise<void> {
    this.refuseStopped();
    const missing: { request: RunRequest; name: string; indexes: number[] }[] = [];
    for (const [index, request] of requests.entries()) {
      const name = `${asked}\n${JSON.stringify(request)}`;
      const trace = this.known.get(name);
      const same = missing.find((one) => one.name === name);
      if (trace) await done(index, trace);
      else if (same) same.indexes.push(index);
      else missing.push({ request, name, indexes: [index] });
    }
    if (missing.length === 0) return;
    const wanted = missing.map(({ request }) => request);
    await this.decode(this.context, asked, wanted, async (i, trace) => {
      const whole = this.whole(trace);
      const { name, indexes } = missing[i] ?? { name: '', indexes: [] };
      this.known.set(name, whole);
      for (const index of indexes) await done(index, whole);
    });
    this.refuseStopped();
  }

  async goOn(trace: Trace, request: RunRequest): Promise<Trace> {
    this.refuseStopped();
    const copy = structuredClone(trace);
    const draft: Trace = {
      ...copy,
      request,
      answer: null,
      finish: { thinking: null, answer: null },
      interventions: copy.interventions.filter(({ at }) => at < trace.thinking.end),
    };
    truncateTokens(draft, trace.thinking.end);
    return this.whole(await runOn(this.context, draft));
  }

  async search(
    asked: string,
    settings: SearchSettings,
    request: RunRequest,
    auto?: AutoOptions,
  ): Promise<SearchRecord> {
    this.refuseStopped();
    const { engine, scorer, createdAt, now, signal } = this.context;
    const record = await runSearch({
      ...{ engine, scorer, createdAt, now, signal, settings, request, auto },
      question: { text: asked, expected: this.row.answer },
      grade: this.grade,
      emit: () => {},
    });
    this.refuseStopped();
    if (record.failure) throw new WaitpointError('engineFailed', record.failure.message);
    return record;
  }

  /** Hangs on the question, not on its place: a dataset with more rows gives it the same. */
  seedOf(attempt: number): number {
    return mixSeed(mixSeed(this.seed, parseInt(this.row.key.slice(0, 8), 16)), attempt);
  }

  /** The trace, with the right answer that belongs to it. @throws Stopped; WaitpointError */
  private whole(trace: Trace): Trace {
    if (brokeOff(trace)) {
      this.refuseStopped();
      if (trace.failure) throw new WaitpointError('engineFailed', trace.failure.message);
      return this.refuse();
    }
    return { ...trace, question: { ...trace.question, expected: this.row.answer } };
  }

  private refuseStopped(): void {
    if (this.context.signal?.aborted) throw new Stopped();
  }

  private refuse(): never {
    throw new Stopped();
  }
}
