import type { CancelSignal, Engine, Sequence, StopReason } from '../engine';
import { extractAnswer } from '../grade/extractAnswer';
import { appendColumns, emptyColumns, type TokenColumns } from '../trace/tokenColumns';
import { GREEDY } from '../trace/trace';
import { finishOf } from './finishOf';
import { answerStopIds, forcedEnd, type ResolvedPreset } from './preset';

export interface ProbeOptions {
  readonly engine: Engine;
  /** Holds the prompt and the thinking so far; holds the same again afterwards. */
  readonly sequence: Sequence;
  readonly preset: ResolvedPreset;
  /** Text of the thinking so far. */
  readonly thinking: string;
  /** As a budget cuts, with the answer prefix; otherwise as if the model had chosen the end. */
  readonly cut: boolean;
  readonly maxAnswerTokens: number;
  readonly signal?: CancelSignal | undefined;
}

/** An answer forced early, to see what the model would have said. */
export interface Probe {
  /** Answer prefix included. */
  readonly text: string;
  readonly extracted: string | null;
  readonly finish: StopReason;
  /** What the model wrote. */
  readonly tokens: TokenColumns;
  readonly evaluatedTokens: number;
}

/** Ends the thinking, decodes the answer greedily, and takes both back. */
export async function probeAnswer(options: ProbeOptions): Promise<Probe> {
  const { engine, sequence, preset, signal } = options;
  const before = sequence.length;
  const { delimiter, prefix } = forcedEnd(preset, options.thinking, options.cut);
  const tokens = emptyColumns();
  const result = await sequence.generate(
    {
      append: [...delimiter, ...prefix],
      report: 0,
      maxTokens: options.maxAnswerTokens,
      stopIds: answerStopIds(preset, engine.info),
      stopTexts: [],
      suppressFirst: [],
      sampler: GREEDY,
    },
    (frame) => appendColumns(tokens, frame.tokens),
    signal,
  );
  await sequence.truncate(before);
  const text = (options.cut ? preset.answerPrefix : '') + tokens.text.join('');
  return {
    text,
    extracted: extractAnswer(text),
    finish: finishOf(result),
    tokens,
    evaluatedTokens: result.evaluatedTokens,
  };
}
