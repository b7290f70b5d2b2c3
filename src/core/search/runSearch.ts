/** Searches for the answer to a question: many paths, chosen among. */
import { contextFor } from '../decode/contextFor';
import { resolvePreset, type ResolvedPreset } from '../decode/preset';
import { buildPrompt, type Prompt } from '../decode/prompt';
import { validateRequest } from '../decode/validate';
import type { CancelSignal, Engine } from '../engine';
import { asWaitpointError, errors } from '../errors';
import type { GradeAnswer } from '../grade/traceGrade';
import { openTreeScoring } from '../score/scoreTree';
import type { Scorer } from '../score/scorer';
import type { RunRequest, Trace } from '../trace/trace';
import { decide } from './decide';
import { emptyLedger } from './ledger';
import { Search, SearchStopped } from './search';
import type { SearchEvent } from './searchEvent';
import { SEARCH_SCHEMA, type SearchRecord } from './searchRecord';
import { MOST_AT_ONCE, validateSearch, type SearchSettings } from './settings';
import { MOST_EARLIER, revisionQuestion } from './strategies/revisions';
import type { AutoOptions } from './strategies/auto';
import { planSearch } from './plan';
import type { Strategy } from './strategies/strategy';

export interface SearchOptions {
  readonly engine: Engine;
  /** Null: steps are not scored. */
  readonly scorer: Scorer | null;
  readonly question: Trace['question'];
  /** Of every path, its budget; its seed is that of the search. */
  readonly request: RunRequest;
  /** Of `auto`, what is to hold for whatever it chooses: budget of the tree, paths at once, unique candidates. */
  readonly settings: SearchSettings;
  /** The policy that chooses the strategy; default: `settings` say it. */
  readonly auto?: AutoOptions | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Whether two answers are equal. */
  readonly grade: GradeAnswer;
  /** Every event, in order; together they are the record. What they hold may grow: whoever keeps it copies it. */
  readonly emit: (event: SearchEvent) => void;
  readonly signal?: CancelSignal | undefined;
  /** Tokens of all paths that are decoded at once, together; default: as many as they need. */
  readonly contextSize?: number | undefined;
}

/**
 * @returns the record, also when the search was stopped or the engine failed: then `complete` is false, `failure` says
 *   why, and the choice is among the leaves that there are
 * @throws WaitpointError for bad input, before anything is evaluated
 */
export async function runSearch(options: SearchOptions): Promise<SearchRecord> {
  const { engine, scorer, question } = options;
  const { settings, request, strategy, possible } = planSearch(options);
  const plans = [{ settings, request }, ...possible];
  for (const plan of plans) {
    validateRequest(question.text, plan.request);
    validateSearch(plan.settings, plan.request.sampler.temperature, scorer !== null);
  }
  const preset = await resolvePreset(engine, request);
  const prompt = await buildPrompt(engine, question.text, preset.startText);
  const slots = Math.max(...plans.map((plan) => slotsFor(plan.settings)));
  const sizes = await Promise.all(
    plans.map((plan) => slotSize({ ...options, ...plan }, preset, prompt, slots)),
  );
  const size = Math.max(...sizes);
  const record: SearchRecord = {
    schema: SEARCH_SCHEMA,
    createdAt: options.createdAt,
    question: { ...question },
    request: structuredClone(request),
    settings: { ...settings },
    auto: null,
    model: engine.info.identity,
    scorer: scorer?.identity ?? null,
    prompt: { text: prompt.text, ids: [...prompt.ids] },
    nodes: [],
    rounds: 0,
    choice: null,
    ledger: emptyLedger({
      policy: engine.info.parameterCount,
      scorer: scorer?.parameterCount ?? null,
    }),
    complete: false,
    failure: null,
    warnings: [],
  };
  options.emit({ type: 'start', record });
  const group = await engine.openGroup(size, slots);
  try {
    const scoring =
      scorer &&
      (await openTreeScoring(
        scorer,
        question.text,
        Math.max(...plans.map((plan) => plan.request.budget.maxThinkingTokens)),
        slots,
      ));
    try {
      const search = new Search(record, { ...options, group, scoring, preset });
      await finish(search, strategy, record, options.emit);
    } finally {
      await scoring?.dispose().catch(() => undefined);
    }
  } finally {
    await group.dispose().catch(() => undefined);
  }
  return record;
}

async function finish(
  search: Search,
  strategy: Strategy,
  record: SearchRecord,
  emit: SearchOptions['emit'],
): Promise<void> {
  try {
    await strategy(search);
    record.complete = true;
  } catch (error) {
    if (!(error instanceof SearchStopped)) {
      const { code, message } = asWaitpointError(error);
      record.failure = { code, message };
    }
  }
  // `auto` may have changed them.
  const { settings } = record;
  record.choice = decide(record.nodes, settings.select, settings.aggregate);
  const leaves = record.nodes.filter(({ state }) => state === 'leaf');
  if (record.complete && leaves.every(({ answer }) => (answer?.extracted ?? null) === null))
    search.warn(`None of the ${leaves.length} leaves has an answer that could be read.`);
  search.tellLedger();
  const { choice, complete, failure } = record;
  emit({ type: 'finish', choice, complete, failure });
}

/** Paths that are open at the same time at most. @throws WaitpointError `badInput` */
export function slotsFor({ strategy, n, width, expand, atOnce }: SearchSettings): number {
  const chains = strategy === 'revisions' ? width : n;
  const needed = Math.max(chains, strategy === 'revisions' ? 0 : Math.ceil(n / width) * expand);
  const slots = Math.min(needed, atOnce ?? needed);
  if (slots <= MOST_AT_ONCE) return slots;
  throw errors.badInput(
    `This search decodes ${needed} paths at once, and a context holds ${MOST_AT_ONCE}. ` +
      `Let at most ${MOST_AT_ONCE} run at once, and the others wait for their turn.`,
  );
}

/** Tokens of one slot. @throws WaitpointError `contextTooSmall`, or `badInput` for all of them together */
async function slotSize(
  { engine, request, settings, question, contextSize }: SearchOptions,
  preset: ResolvedPreset,
  prompt: Prompt,
  slots: number,
): Promise<number> {
  let longest = prompt;
  if (settings.strategy === 'revisions') {
    const asked = await buildPrompt(engine, revisionQuestion(question.text, ['']), preset.startText);
    const answers = MOST_EARLIER * (request.budget.maxAnswerTokens + ANSWER_HEAD_TOKENS);
    longest = { text: asked.text, ids: [...asked.ids, ...new Array<number>(answers).fill(0)] };
  }
  const size = contextFor(engine, request, longest, preset);
  if (contextSize === undefined || size * slots <= contextSize) return size;
  const fitting = Math.floor(contextSize / size);
  throw errors.badInput(
    `${slots} paths of ${size} tokens need a context of ${size * slots}, but it may hold ${contextSize}. ` +
      (fitting > 0
        ? `Let ${fitting} run at once, and the others wait for their turn; or lower N or the maximum of thinking tokens.`
        : 'Lower the maximum of thinking tokens.'),
  );
}

/** `Answer 4: ` and the line's end, in any vocabulary. */
const ANSWER_HEAD_TOKENS = 16;
