/**
 * PRMs whose score comes from a head in place of the vocabulary (shared semantics, section 4): Qwen2.5-Math-PRM, a head of
 * two classes at `<extra_0>` behind each step; Skywork-o1-Open-PRM, a value at the line break behind each step.
 */
import type { Engine, TokenId } from '../engine';
import { errors } from '../errors';
import type { Scorer, ScoringSession } from './scorer';

export type HeadProtocol = 'qwen-prm' | 'skywork-prm';

const QWEN_TAG = '<extra_0>';
const QWEN_SYSTEM = 'Please reason step by step, and put your final answer within \\boxed{}.';

/** How a trace is written, and what a row of the head means. */
interface HeadFormat {
  /** Ids before the first step. */
  begin(question: string): Promise<TokenId[]>;
  /** Ids of a step; the score is read at the last one. */
  step(text: string): Promise<TokenId[]>;
  /** 0..1 of raw values; null: the head has another shape. */
  score(row: readonly number[]): number | null;
}

/** @throws WaitpointError `scorerUnsupported` where the engine cannot read heads */
export async function openHeadScorer(engine: Engine, protocol: HeadProtocol): Promise<Scorer> {
  const { identity, parameterCount } = engine.info;
  if (!engine.readHead)
    throw errors.scorerUnsupported(
      identity.name,
      'its scores come from a head, which only vLLM reads (/pooling): give the address of such a server',
    );
  const format = protocol === 'qwen-prm' ? await qwen(engine) : await skywork(engine);
  return {
    identity: { ...identity, protocol },
    parameterCount,
    open: async (question) => new HeadSession(engine, format, await format.begin(question)),
    dispose: () => engine.dispose(),
  };
}

async function qwen(engine: Engine): Promise<HeadFormat> {
  const [tag, ...more] = await engine.tokenize(QWEN_TAG, { special: true, continues: true });
  if (tag === undefined || more.length > 0)
    throw errors.scorerUnsupported(engine.info.identity.name, `"${QWEN_TAG}" is no single token of it`);
  const frame = (text: string): Promise<TokenId[]> =>
    engine.tokenize(text, { special: true, continues: true });
  const plain = (text: string): Promise<TokenId[]> =>
    engine.tokenize(text, { special: false, continues: true });
  return {
    begin: async (question) => [
      ...(await frame(`<|im_start|>system\n${QWEN_SYSTEM}<|im_end|>\n<|im_start|>user\n`)),
      ...(await plain(question)),
      ...(await frame('<|im_end|>\n<|im_start|>assistant\n')),
    ],
    step: async (text) => [...(await plain(text.trim())), tag],
    score: ([wrong, right, ...others]) =>
      wrong === undefined || right === undefined || others.length > 0 ? null : sigmoid(right - wrong),
  };
}

async function skywork(engine: Engine): Promise<HeadFormat> {
  const { bosId } = engine.info;
  const plain = (text: string): Promise<TokenId[]> =>
    engine.tokenize(text, { special: false, continues: true });
  const lineBreak = (await plain('\n')).at(-1);
  if (lineBreak === undefined)
    throw errors.scorerUnsupported(engine.info.identity.name, 'a line break is no token of it');
  return {
    begin: async (question) => [...(bosId === null ? [] : [bosId]), ...(await plain(`${question}\n`))],
    step: async (text) => [...(await plain(text.trim())), lineBreak],
    score: ([value, ...others]) => (value === undefined || others.length > 0 ? null : sigmoid(value)),
  };
}

class HeadSession implements ScoringSession {
  /** Lengths before the first step and after each. */
  private readonly ends: number[];
  private ids: TokenId[];

  constructor(
    private readonly engine: Engine,
    private readonly format: HeadFormat,
    begin: readonly TokenId[],
  ) {
    this.ids = [...begin];
    this.ends = [begin.length];
  }

  async score(step: string): Promise<{ score: number; evaluatedTokens: number }> {
    const ids = [...this.ids, ...(await this.format.step(step))];
    const { trainContextSize, identity } = this.engine.info;
    if (ids.length > trainContextSize)
      throw errors.contextTooSmall(ids.length, trainContextSize, 'question and steps for the scorer');
    const at = [...this.ends.slice(1), ids.length].map((end) => end - 1);
    const read = await this.engine.readHead?.(ids, at);
    const score = this.format.score(read?.rows.at(-1) ?? []);
    if (!read || score === null || Number.isNaN(score))
      throw errors.engineFailed(
        `The head of ${identity.name} gave ${read?.rows.at(-1)?.length ?? 0} values for a step, which is not its protocol.`,
      );
    this.ids = ids;
    this.ends.push(ids.length);
    return { score: Number(score.toPrecision(5)), evaluatedTokens: read.evaluatedTokens };
  }

  async truncate(steps: number): Promise<void> {
    if (steps + 1 >= this.ends.length) return;
    this.ends.length = steps + 1;
    this.ids.length = this.ends.at(-1) ?? 0;
  }

  async dispose(): Promise<void> {}
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
