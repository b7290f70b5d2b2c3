/** Probes a trace from the command line: what would it have answered, and where did that settle? */
import { errors, quote } from '../core/errors';
import { traceOverview, type TraceOverview } from '../core/metrics/traceOverview';
import { probePlaces, probeTrace, type ProbePlaces, type ProbeUsage } from '../core/probeTrace';
import { visibleText } from '../core/text';
import { applyEvent } from '../core/trace/traceEvent';
import type { ProbeRecord, ScorerProtocol, Trace } from '../core/trace/trace';
import type { GpuChoice } from '../protocol/engineProcess';
import { commandGrader, gradeTrace } from './answerGrader';
import { BUNDLED_MODELS, Engines } from './engines';
import { EXIT, type ExitCode } from './exit';
import { tokenAt } from './forkOptions';
import { Interruption } from './interruption';
import { chooseModels } from './models';
import { readTrace, refuseDraft } from './readTrace';
import { Output } from './streams';
import { TraceOutput } from './traceOutput';
import { warn } from './traceRun';

export interface ProbeOptions {
  readonly at: string;
  readonly model?: string;
  readonly tokenizer?: string;
  readonly scorerProtocol?: ScorerProtocol;
  readonly gpu: GpuChoice;
  readonly context?: number;
  readonly threads: number;
  /** Seconds. */
  readonly serverTimeout: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** @throws WaitpointError for everything that keeps the probes from beginning */
export async function probeFile(path: string, options: ProbeOptions): Promise<ExitCode> {
  const trace = await readTrace(path);
  refuseDraft(trace, path);
  const places: ProbePlaces =
    options.at === 'steps' || options.at === 'waits' ? options.at : { at: tokenAt(options.at, trace) };
  const at = probePlaces(trace, places);
  const out = options.out === undefined ? null : await TraceOutput.prepare(options.out, warn);
  const interruption = new Interruption();
  const models = await chooseModels({ ...options, scorer: 'none' }, BUNDLED_MODELS);
  const engines = new Engines(options, models, interruption);
  const grader = commandGrader();
  const output = new Output(process.stdout, () => interruption.interrupt());
  try {
    const { engine } = await engines.load(0);
    const probes: ProbeRecord[] = [];
    const usage = await probeTrace({
      engine,
      trace,
      at,
      contextSize: options.context,
      signal: interruption.signal,
      emit: (probe) => {
        probes.push(probe);
        applyEvent(trace, { type: 'probe', probe });
        engines.status.show(`probed ${probes.length} of ${at.length}`);
      },
    });
    engines.status.clear();
    await gradeTrace(trace, grader.grade);
    if (options.json) output.write(`${JSON.stringify(report(trace, probes, usage), null, 2)}\n`);
    else for (const line of lines(trace, probes, usage)) output.write(`${visibleText(line)}\n`);
    await output.flush();
    if (out && (await out.save(trace)) === null) return EXIT.badInput;
    if (interruption.signal.aborted) {
      warn(`Interrupted after ${probes.length} of ${at.length} probes.`);
      return EXIT.interrupted;
    }
    return EXIT.done;
  } catch (error) {
    await out?.discard();
    if (!interruption.signal.aborted) throw error;
    warn('Interrupted.');
    return EXIT.interrupted;
  } finally {
    await engines.dispose();
    await grader.dispose();
    out?.release();
    interruption.dispose();
  }
}

function report(trace: Trace, probes: readonly ProbeRecord[], usage: ProbeUsage): object {
  const { settled, flips, waits } = traceOverview(trace);
  return { probes, settled, flips, waits, usage };
}

function* lines(trace: Trace, probes: readonly ProbeRecord[], usage: ProbeUsage): Generator<string> {
  const overview = traceOverview(trace);
  const width = String(trace.thinking.end).length;
  for (const { at, extracted, confidence } of probes) {
    const sure = confidence === null ? '' : `  p ${confidence.toFixed(2)}`;
    const flip = overview.flips.find((one) => one.at === at);
    yield `${String(at).padStart(width)}  ${extracted ?? '(no answer)'}${sure}${flip ? `  ${FLIPS[flip.kind]}` : ''}`;
  }
  const helped = overview.waits.flatMap(({ effect }, i) =>
    effect ? [`wait ${i + 1} ${EFFECTS[effect]}`] : [],
  );
  if (helped.length > 0) yield helped.join(' · ');
  if (overview.settled) {
    const { at, tokensAfter } = overview.settled;
    yield `settled at token ${at}; ${tokensAfter} of ${overview.thinkingTokens} thinking tokens came after`;
  }
  yield `${usage.prefixTokens} tokens evaluated for the thinking, ${usage.answerTokens} for the answers`;
}

const FLIPS: Record<TraceOverview['flips'][number]['kind'], string> = {
  rightToWrong: '(right to wrong)',
  wrongToRight: '(wrong to right)',
  changed: '(changed)',
};

const EFFECTS: Record<NonNullable<TraceOverview['waits'][number]['effect']>, string> = {
  helped: 'helped',
  hurt: 'hurt',
  changed: 'changed the answer',
  same: 'changed nothing',
};

/** @throws WaitpointError */
export function checkPlaces(at: string): string {
  if (/^(steps|waits|step:\d+|\d+)$/.test(at)) return at;
  throw errors.badInput(
    `--at is ${quote(at)}, but it must be steps, waits, a token, or a step such as step:3.`,
  );
}
