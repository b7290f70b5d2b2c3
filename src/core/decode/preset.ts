/**
 * What a preset means for one model: its delimiters and forced strings as ids.
 * Sources: s1 (arXiv 2501.19393), its evaluation code (`s1-eval`) and the code of its README (`s1-readme`).
 */
import type { Engine, ModelInfo, TokenId } from '../engine';
import { errors } from '../errors';
import type { RunRequest } from '../trace/trace';

export interface ResolvedPreset {
  /** Text that begins the thinking, appended to the prompt unless its template already ends with it. */
  readonly startText: string;
  /** Ids that end the thinking when picked; end-of-generation ids come on top. */
  readonly stopIds: readonly TokenId[];
  /** Texts that end the thinking, for delimiters that are no single token. */
  readonly stopTexts: readonly string[];
  /** Delimiter between thinking and answer, forced at a cut or when the model ends the generation instead. */
  readonly endIds: readonly TokenId[];
  /** Whether a delimiter that the model picked is completed to `endIds`, or left to the model to go on from. */
  readonly completesNaturalEnd: boolean;
  /** Forced before `endIds` at a cut, unless the thinking ends with a newline. */
  readonly newlineIds: readonly TokenId[];
  /** Forced after `endIds` at a cut. */
  readonly answerPrefixIds: readonly TokenId[];
  readonly answerPrefix: string;
  /** Ids that end the answer; end-of-generation ids come on top. */
  readonly answerStopIds: readonly TokenId[];
  /** When the end of thinking may not be the very next token. */
  readonly stopNeverFirst: 'never' | 'afterWait' | 'always';
}

/** @throws WaitpointError `delimiterMissing` naming the token that the model has not */
export async function resolvePreset(engine: Engine, request: RunRequest): Promise<ResolvedPreset> {
  const single = async (token: string): Promise<TokenId> => {
    const ids = await engine.tokenize(token, { special: true, continues: true });
    if (ids.length !== 1) throw errors.delimiterMissing(token, request.preset, engine.info.identity.name);
    return ids[0] as TokenId;
  };
  const forced = (text: string): Promise<TokenId[]> =>
    text === '' ? Promise.resolve([]) : engine.tokenize(text, { special: true, continues: true });
  const prefix = (fallback: string): string => request.answerPrefix ?? fallback;

  switch (request.preset) {
    case 'think-tags': {
      await single('<think>');
      const end = await single('</think>');
      const answerPrefix = prefix('\nFinal Answer:');
      return {
        startText: '<think>\n',
        stopIds: [end],
        stopTexts: [],
        endIds: [end],
        completesNaturalEnd: false,
        newlineIds: [],
        answerPrefixIds: await forced(answerPrefix),
        answerPrefix,
        answerStopIds: [],
        stopNeverFirst: 'never',
      };
    }
    case 's1-eval': {
      const turn = await single('<|im_start|>');
      const answerPrefix = prefix('\nFinal Answer:');
      return {
        startText: '<|im_start|>think',
        stopIds: [turn],
        stopTexts: [],
        endIds: await forced('<|im_start|>answer'),
        completesNaturalEnd: true,
        newlineIds: await forced('\n'),
        answerPrefixIds: await forced(answerPrefix),
        answerPrefix,
        answerStopIds: [await single('<|im_end|>')],
        stopNeverFirst: 'always',
      };
    }
    case 's1-readme': {
      const stops = [await single('<|im_start|>'), await single('<|im_end|>')];
      const answerPrefix = prefix('');
      return {
        startText: '<|im_start|>think',
        stopIds: stops,
        stopTexts: [],
        endIds: await forced('<|im_start|>answer'),
        completesNaturalEnd: false,
        newlineIds: [],
        answerPrefixIds: await forced(answerPrefix),
        answerPrefix,
        answerStopIds: stops.slice(1),
        stopNeverFirst: 'afterWait',
      };
    }
    case 'generic': {
      if (!request.delimiters) throw errors.badInput('The preset "generic" needs delimiters.');
      const { start, end } = request.delimiters;
      const endIds = await forced(end);
      const answerPrefix = prefix('\nFinal Answer:');
      return {
        startText: start,
        // A delimiter that is one token is watched by id: its text may also come in pieces.
        stopIds: endIds.length === 1 ? endIds : [],
        stopTexts: [end],
        endIds,
        completesNaturalEnd: false,
        newlineIds: [],
        answerPrefixIds: await forced(answerPrefix),
        answerPrefix,
        answerStopIds: [],
        stopNeverFirst: 'never',
      };
    }
    default:
      return request.preset satisfies never;
  }
}

/**
 * What is forced to end the thinking.
 * @param cut by the budget: then the answer prefix follows
 */
export function forcedEnd(
  preset: ResolvedPreset,
  thinking: string,
  cut: boolean,
): { delimiter: readonly TokenId[]; prefix: readonly TokenId[] } {
  const newline = cut && !thinking.endsWith('\n') ? preset.newlineIds : [];
  return { delimiter: [...newline, ...preset.endIds], prefix: cut ? preset.answerPrefixIds : [] };
}

/** Ids that end the answer. */
export function answerStopIds(preset: ResolvedPreset, info: ModelInfo): TokenId[] {
  return [...preset.answerStopIds, ...info.endOfGenerationIds];
}
