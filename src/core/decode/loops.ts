/** Repeated reasoning (shared semantics, section 1): the same steps again and again, or the same words within one. */
import type { ForkAction } from '../fork';
// Types alone: the view finds loops too, and should not carry the schema for it.
import type { RunRequest, Trace } from '../trace/trace';

/** Fewer may be coincidence, or a result that is told again. */
const LEAST_REPEATS = 3;
/** Most steps that are looked at as one round. */
const LONGEST_ROUND = 8;
/** Words within a step repeat by nature ("1 + 1 + 1"): a run must be long, and of many rounds. */
const LEAST_RUN_TOKENS = 48;
const LEAST_RUN_REPEATS = 4;
/** Most tokens of a round within a step. */
const LONGEST_RUN_ROUND = 64;

export interface Loop {
  /** Tokens. */
  readonly start: number;
  readonly end: number;
  /** Token at which the second round begins: before it, nothing had been said twice. */
  readonly again: number;
  readonly repeats: number;
  /**
   * `waits`: there is a wait in every round, so the waits add nothing; `model`: the model repeats itself unasked.
   */
  readonly cause: 'waits' | 'model';
}

/** Loops of the thinking, in order; they do not overlap. */
export function findLoops(trace: Trace): Loop[] {
  const found = loopsOfSteps(trace);
  const inside = (at: number): boolean => found.some(({ start, end }) => start <= at && at < end);
  for (const step of trace.steps)
    if (!inside(step.start)) found.push(...runsWithin(trace, step.start, step.end));
  return found.sort((a, b) => a.start - b.start);
}

/** Rounds of up to `LONGEST_ROUND` steps that follow each other and say the same, forced words left out. */
function loopsOfSteps(trace: Trace): Loop[] {
  const { steps } = trace;
  const said = steps.map(({ start, end }) => modelText(trace, start, end));
  const loops: Loop[] = [];
  for (let i = 0; i < steps.length;) {
    const found = roundsAt(said, i);
    if (!found) {
      i++;
      continue;
    }
    const { round, repeats } = found;
    const last = i + round * repeats - 1;
    const rounds = Array.from({ length: repeats - 1 }, (_, n) =>
      steps.slice(i + (n + 1) * round, i + (n + 2) * round),
    );
    loops.push({
      start: steps[i]?.start ?? 0,
      end: steps[last]?.end ?? 0,
      again: steps[i + round]?.start ?? 0,
      repeats,
      cause: rounds.every((said) => said.some(({ start }) => isForced(trace, start))) ? 'waits' : 'model',
    });
    i = last + 1;
  }
  return loops;
}

function roundsAt(said: readonly string[], at: number): { round: number; repeats: number } | null {
  for (let round = 1; round <= LONGEST_ROUND; round++) {
    let same = 0;
    while (at + round + same < said.length && said[at + same] === said[at + round + same]) same++;
    const repeats = 1 + Math.floor(same / round);
    const words = said.slice(at, at + round).some((text) => text !== '');
    if (repeats >= LEAST_REPEATS && words) return { round, repeats };
  }
  return null;
}

/** A step is forced to begin where a wait stands at its first token. */
function isForced({ interventions }: Trace, start: number): boolean {
  return interventions.some(({ kind, at }) => kind === 'wait' && at === start);
}

function modelText({ tokens }: Trace, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) if (tokens.provenance[i] !== 'forced') text += tokens.text[i] ?? '';
  return text.replace(/\s+/g, ' ').trim();
}

/** Stretches of one step that go on as they were `round` tokens before. */
function runsWithin(trace: Trace, start: number, end: number): Loop[] {
  const { text } = trace.tokens;
  if (end - start < LEAST_RUN_TOKENS) return [];
  const loops: Loop[] = [];
  for (let from = start; from < end;) {
    const run = runAt(text, from, end);
    if (!run) {
      from++;
      continue;
    }
    const words = /[\p{L}\p{N}]/u.test(text.slice(from, from + run.round).join(''));
    if (words) {
      const repeats = Math.floor((run.end - from) / run.round);
      loops.push({ start: from, end: run.end, again: from + run.round, repeats, cause: 'model' });
    }
    from = run.end;
  }
  return loops;
}

function runAt(text: readonly string[], from: number, end: number): { round: number; end: number } | null {
  for (let round = 1; round <= LONGEST_RUN_ROUND && from + round < end; round++) {
    let to = from + round;
    while (to < end && text[to] === text[to - round]) to++;
    const enough = Math.max(LEAST_RUN_TOKENS, LEAST_RUN_REPEATS * round);
    if (to - from >= enough) return { round, end: to };
  }
  return null;
}

export type RemedyName = 'cycle' | 'penalty' | 'temperature' | 'stop';

/** What may lead out of a loop: a fork where the second round begins. */
export interface Remedy {
  readonly name: RemedyName;
  readonly at: number;
  readonly action: ForkAction;
}

/** Other words for a wait, in turn, so that the model is not led the same way twice. */
const CYCLE = ['Wait', 'Hmm', 'Alternatively'];
const PENALTY = 1.15;
const TEMPERATURE = 0.7;

export function remediesOf({ request, thinking }: Trace, { again }: Loop): Remedy[] {
  const change = (name: RemedyName, more: Partial<RunRequest>): Remedy => ({
    name,
    at: again,
    action: { kind: 'request', request: { ...request, ...more } },
  });
  const { sampler } = request;
  const remedies = [
    change('cycle', { continuation: CYCLE }),
    change('penalty', { sampler: { ...sampler, repeatPenalty: Math.max(PENALTY, sampler.repeatPenalty) } }),
    change('temperature', {
      sampler: { ...sampler, temperature: Math.max(TEMPERATURE, sampler.temperature) },
    }),
  ];
  return again > thinking.start
    ? [...remedies, { name: 'stop', at: again, action: { kind: 'end' } }]
    : remedies;
}
