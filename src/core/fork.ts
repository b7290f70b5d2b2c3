/**
 * A fork: a new trace that shares its beginning with a parent, and changes one thing there. It is run by `runTrace`
 * like any trace that goes on, so that without a change a greedy fork says what its parent said.
 */
import type { Insertion } from './decode/budgetForcing';
import { resolvePreset, type ResolvedPreset } from './decode/preset';
import type { Engine, TokenId } from './engine';
import { errors, quote } from './errors';
import { isReadBy, traceIdentity } from './trace/identity';
import { tracePrefix, wholeStart } from './trace/prefix';
import { draftTrace, textOf, type RunRequest, type Trace } from './trace/trace';

/** Of a greedy parent that is sampled again; that of the search strategies (shared semantics, section 5). */
export const RESAMPLE_TEMPERATURE = 0.8;

/** What is changed at the token where the fork leaves its parent. */
export type ForkAction =
  /** Nothing: the rest is dropped and thought again. */
  | { readonly kind: 'none' }
  /** A continuation string is forced; default: the next one of the request. Counts as one wait more. */
  | { readonly kind: 'wait'; readonly text?: string | undefined }
  /** The thinking ends, as a budget cuts it. */
  | { readonly kind: 'end' }
  /** Another token in place of the parent's. */
  | { readonly kind: 'alternative'; readonly id: TokenId }
  /** The rest is sampled again; a greedy parent with `RESAMPLE_TEMPERATURE`. */
  | { readonly kind: 'resample'; readonly seed: number }
  /** Text of a person in place of what the parent said from here on. */
  | { readonly kind: 'edit'; readonly text: string }
  /** Another budget, continuation, sampler … from here on. */
  | { readonly kind: 'request'; readonly request: RunRequest };

/** What `runTrace` needs to run a fork. */
export interface Fork {
  readonly trace: Trace;
  readonly insertions: readonly Insertion[];
}

/**
 * Prepares a fork; nothing is evaluated yet, and the parent is not changed.
 * @param token of the parent that the fork leaves it before: in its thinking, or in its answer
 * @param createdAt ISO 8601
 * @throws WaitpointError `badInput` where nothing can be forked there
 */
export async function forkTrace(
  engine: Engine,
  parent: Trace,
  token: number,
  action: ForkAction,
  createdAt: string,
): Promise<Fork> {
  const { thinking, answer } = parent;
  const at = INSERTING.has(action.kind) ? token : wholeStart(parent, token);
  const request = requestOf(parent, at, action);
  const preset = await resolvePreset(engine, request);
  const inAnswer = answer !== null && at >= answer.start;
  if (!Number.isInteger(at) || at < thinking.start || at > parent.tokens.id.length)
    throw errors.badInput(
      `The trace has tokens ${thinking.start} to ${parent.tokens.id.length}, and no ${at}.`,
    );
  if (at > thinking.end && !inAnswer)
    throw errors.badInput(
      'A fork cannot begin inside the end-of-thinking delimiter. Choose the token before it.',
    );
  if (inAnswer && (action.kind === 'wait' || action.kind === 'end'))
    throw errors.badInput('The thinking is over here: choose a token of the thinking.');
  const own = isReadBy(parent, engine);
  if (!own && inAnswer)
    throw errors.badInput('Another model wrote this trace: it can be forked in its thinking alone.');
  const trace = own ? tracePrefix(parent, at) : draftTrace(parent.question.text, request, createdAt);
  const insertions = [
    ...(own ? [] : await asRead(engine, parent, at)),
    ...(await inserted(engine, preset, parent, at, action)),
  ];
  const thought = inAnswer
    ? 0
    : insertions.filter((one) => !one.endsThinking).flatMap(({ ids }) => ids).length;
  const { maxThinkingTokens } = request.budget;
  if (trace.thinking.end - trace.thinking.start + thought > maxThinkingTokens)
    throw errors.badInput(
      `What is kept and put in has ${trace.thinking.end - trace.thinking.start + thought} thinking tokens, more than ` +
        `the maximum of ${maxThinkingTokens}. Raise the maximum, or fork earlier.`,
    );
  return {
    trace: {
      ...trace,
      createdAt,
      request,
      parent: { identity: traceIdentity(parent), file: null, at, change: action.kind },
      sweep: null,
    },
    insertions,
  };
}

const INSERTING: ReadonlySet<ForkAction['kind']> = new Set(['wait', 'alternative', 'edit']);

/** The request of the fork: what it really runs with. */
function requestOf({ request, thinking }: Trace, at: number, action: ForkAction): RunRequest {
  const { budget, sampler } = request;
  switch (action.kind) {
    case 'wait':
      return { ...request, budget: { ...budget, waits: budget.waits + 1 } };
    case 'end': {
      const most = at - thinking.start;
      if (most < 1) throw errors.badInput('There is no thinking before this token that could end.');
      const least = Math.min(budget.minThinkingTokens, most);
      return { ...request, budget: { ...budget, maxThinkingTokens: most, minThinkingTokens: least } };
    }
    case 'resample': {
      const temperature = sampler.temperature > 0 ? sampler.temperature : RESAMPLE_TEMPERATURE;
      return { ...request, sampler: { ...sampler, temperature, seed: action.seed } };
    }
    case 'request':
      return action.request;
    case 'none':
    case 'alternative':
    case 'edit':
      return request;
    default:
      return action satisfies never;
  }
}

/** The thinking of another model's trace in the tokens of this one, as text that it was given. */
async function asRead(engine: Engine, parent: Trace, at: number): Promise<Insertion[]> {
  const text = textOf(parent, parent.thinking.start, at);
  if (text === '') return [];
  const ids = await engine.tokenize(text, { special: false, continues: true });
  return [{ ids, provenance: 'user', intervention: null, endsThinking: false }];
}

async function inserted(
  engine: Engine,
  preset: ResolvedPreset,
  parent: Trace,
  at: number,
  action: ForkAction,
): Promise<Insertion[]> {
  const { request, interventions, answer } = parent;
  const mark = (kind: 'wait' | 'edit', text: string): Insertion['intervention'] => ({
    kind,
    text,
    suppressedProb: null,
  });
  switch (action.kind) {
    case 'wait': {
      const waits = interventions.filter((one) => one.kind === 'wait' && one.at < at).length;
      const { continuation } = request;
      const text = action.text ?? continuation[waits % Math.max(1, continuation.length)] ?? 'Wait';
      const ids = await engine.tokenize(text, { special: true, continues: true });
      return [{ ids, provenance: 'forced', intervention: mark('wait', text), endsThinking: false }];
    }
    case 'edit': {
      const ids = await engine.tokenize(action.text, { special: false, continues: true });
      if (ids.length === 0) return [];
      return [{ ids, provenance: 'user', intervention: mark('edit', action.text), endsThinking: false }];
    }
    case 'alternative': {
      const { id } = action;
      if (!Number.isInteger(id) || id < 0 || id >= engine.info.vocabularySize)
        throw errors.badInput(`The model ${quote(engine.info.identity.name)} has no token ${id}.`);
      const inAnswer = answer !== null && at >= answer.start;
      const ends = preset.stopIds.includes(id) || engine.info.endOfGenerationIds.includes(id);
      if (ends && inAnswer) throw errors.badInput('With this token the answer ends: nothing follows it.');
      const ids = ends ? preset.endIds : [id];
      const text = await engine.detokenize(ids);
      return [{ ids, provenance: 'user', intervention: mark('edit', text), endsThinking: ends }];
    }
    case 'none':
    case 'end':
    case 'resample':
    case 'request':
      return [];
    default:
      return action satisfies never;
  }
}
