import type { Engine, Sequence } from '../engine';
import { errors } from '../errors';
import { scorerProtocol, type ScorerProtocol } from '../trace/trace';
import { openHeadScorer } from './headScorer';
import { detectProtocol, openAdapter, signScore, type ScorerAdapter, type ScorerDialogue } from './protocols';
import type { Scorer, ScoringSession } from './scorer';
import { SignTree } from './signTree';

/** Room a scorer needs past question and thinking: tags and chat turns, as a share of the thinking and as tokens. */
const OVERHEAD_SHARE = 1.5;
const OVERHEAD_TOKENS = 512;

/**
 * Makes a scorer of a loaded model. The scorer owns the engine from now on.
 * @param protocol null: detected from the vocabulary and the name
 * @throws WaitpointError `scorerUnsupported`
 */
export async function openScorer(engine: Engine, protocol: ScorerProtocol | null = null): Promise<Scorer> {
  const chosen = protocol ?? (await detectProtocol(engine));
  if (chosen === null) {
    throw errors.scorerUnsupported(
      engine.info.identity.name,
      `its protocol is not known. Name one of ${scorerProtocol.options.join(', ')}`,
    );
  }
  if (chosen === 'qwen-prm' || chosen === 'skywork-prm') return openHeadScorer(engine, chosen);
  const adapter = await openAdapter(engine, chosen);
  const sizeFor = async (question: string, expectedTokens: number): Promise<number> => {
    // Counted in the scorer's own vocabulary, which may cut the question finer than the model's.
    const asked = await engine.tokenize(question, { special: false, continues: true });
    const wanted = asked.length + Math.ceil(expectedTokens * OVERHEAD_SHARE) + OVERHEAD_TOKENS;
    return Math.min(wanted, engine.info.trainContextSize);
  };
  return {
    identity: { ...engine.info.identity, protocol: chosen },
    parameterCount: engine.info.parameterCount,
    open: async (question, expectedTokens) => {
      const size = await sizeFor(question, expectedTokens);
      return new SignSession(adapter, await engine.openSequence(size), question, size);
    },
    openTree: async (question, expectedTokens, paths) => {
      const size = await sizeFor(question, expectedTokens);
      return new SignTree(adapter, await engine.openGroup(size, paths), question, size);
    },
    dispose: () => engine.dispose(),
  };
}

class SignSession implements ScoringSession {
  private dialogue: ScorerDialogue;
  /** The steps scored so far, each with the length of the sequence after it. */
  private readonly scored: { readonly step: string; readonly length: number }[] = [];

  constructor(
    private readonly adapter: ScorerAdapter,
    private readonly sequence: Sequence,
    private readonly question: string,
    private readonly size: number,
  ) {
    this.dialogue = adapter.begin(question);
  }

  async score(step: string): Promise<{ score: number; evaluatedTokens: number }> {
    const ids = await this.dialogue.next(step);
    const needed = this.sequence.length + ids.length;
    if (needed > this.size)
      throw errors.contextTooSmall(needed, this.size, 'question and steps for the scorer');
    const { positive, negative } = this.adapter;
    const { logits, evaluatedTokens } = await this.sequence.readLogits(
      ids,
      [ids.length - 1],
      [positive, negative],
    );
    const score = signScore(logits);
    this.scored.push({ step, length: needed });
    return { score, evaluatedTokens };
  }

  async truncate(steps: number): Promise<void> {
    if (steps >= this.scored.length) return;
    this.scored.length = steps;
    await this.sequence.truncate(this.scored.at(-1)?.length ?? 0);
    // What a step adds depends on those before it.
    this.dialogue = this.adapter.begin(
      this.question,
      this.scored.map(({ step }) => step),
    );
  }

  dispose(): Promise<void> {
    return this.sequence.dispose();
  }
}
