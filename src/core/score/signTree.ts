import type { SequenceGroup, TokenId } from '../engine';
import { errors } from '../errors';
import { Slots } from '../search/slots';
import { signScore, type ScorerAdapter, type ScorerDialogue } from './protocols';
import type { StepsToScore, TreeScoring } from './scorer';

/** A step behind those before it. */
interface StepAt {
  /** Tells it from every other. */
  readonly name: string;
  /** Question, steps before it and it: the score is read at the last one. */
  readonly ids: readonly TokenId[];
}

/**
 * Scores by sign tokens, traces side by side in the slots of a group: the first steps of all, then the second ones. A
 * step that several share is scored once.
 */
export class SignTree implements TreeScoring {
  private readonly slots: Slots;
  private readonly steps = new Map<string, StepAt>();
  private readonly scores = new Map<string, number>();
  private evaluated = 0;
  private reused = 0;

  /** @param size tokens that a slot holds */
  constructor(
    private readonly adapter: ScorerAdapter,
    private readonly group: SequenceGroup,
    private readonly question: string,
    private readonly size: number,
  ) {
    this.slots = new Slots(group, (tokens) => (this.evaluated += tokens));
  }

  async score(traces: readonly StepsToScore[]): ReturnType<TreeScoring['score']> {
    this.evaluated = 0;
    this.reused = 0;
    const paths: { readonly steps: StepAt[]; readonly from: number }[] = [];
    // One after the other: what is made for one trace need not be made for the next.
    for (const { steps, from } of traces) paths.push({ steps: await this.stepsOf(steps), from });
    const longest = Math.max(0, ...paths.map(({ steps }) => steps.length));
    for (let index = 0; index < longest; index++) {
      const asked = paths.flatMap(({ steps, from }) => (index >= from ? (steps[index] ?? []) : []));
      await this.scoreOnce(asked);
    }
    const scores = paths.map(({ steps, from }) =>
      steps.slice(from).map(({ name }) => this.scores.get(name) ?? 0),
    );
    return { scores, evaluatedTokens: this.evaluated, reusedTokens: this.reused };
  }

  dispose(): Promise<void> {
    return this.group.dispose();
  }

  private async scoreOnce(asked: readonly StepAt[]): Promise<void> {
    const missing = [...new Map(asked.map((step) => [step.name, step])).values()].filter(
      ({ name }) => !this.scores.has(name),
    );
    for (let at = 0; at < missing.length; at += this.slots.count) {
      const wave = missing.slice(at, at + this.slots.count);
      const placed = await this.slots.place(
        wave.map(({ ids }) => ids),
        missing.slice(at + this.slots.count).map(({ ids }) => ids),
      );
      const { positive, negative } = this.adapter;
      const results = await this.group.readLogits(
        placed.map(({ slot, rest }) => ({
          slot,
          append: rest,
          at: [rest.length - 1],
          of: [positive, negative],
        })),
      );
      for (const [i, { slot, held, rest }] of placed.entries()) {
        this.slots.append(slot, rest);
        this.reused += held;
        this.evaluated += results[i]?.evaluatedTokens ?? 0;
        this.scores.set(wave[i]?.name ?? '', signScore(results[i]?.logits ?? []));
      }
    }
  }

  /** @throws WaitpointError `contextTooSmall` */
  private async stepsOf(texts: readonly string[]): Promise<StepAt[]> {
    const found: StepAt[] = [];
    let dialogue: ScorerDialogue | null = null;
    let name = '';
    for (const [i, text] of texts.entries()) {
      name = `${name}${text.length}:${text}`;
      let step = this.steps.get(name);
      if (!step) {
        dialogue ??= this.adapter.begin(this.question, texts.slice(0, i));
        const ids = [...(found.at(-1)?.ids ?? []), ...(await dialogue.next(text))];
        if (ids.length > this.size)
          throw errors.contextTooSmall(ids.length, this.size, 'question and steps for the scorer');
        this.steps.set(name, (step = { name, ids }));
      }
      found.push(step);
    }
    return found;
  }
}
