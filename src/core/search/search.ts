/** The tree of a search while it grows, and the one scheduler that every strategy works with. */
import { decodeAnswer, decodeThinking, type Refusal } from '../decode/budgetForcing';
import type { ResolvedPreset } from '../decode/preset';
import { buildPrompt, type Prompt } from '../decode/prompt';
import { mixSeed } from '../decode/random';
import type { CancelSignal, Engine, SequenceGroup } from '../engine';
import type { GradeAnswer } from '../grade/traceGrade';
import { aggregate } from '../score/aggregate';
import type { TreeScoring } from '../score/scorer';
import type { StepRange } from '../trace/segmentation';
import { draftTrace, GREEDY, type Budget, type RunRequest } from '../trace/trace';
import { GrowingNodes } from './growingNodes';
import { PathDecoder, type DecodePath } from './pathDecoder';
import { SearchPath } from './searchPath';
import { applySearchEvent, type SearchEvent } from './searchEvent';
import type { SearchNode, SearchRecord } from './searchRecord';
import { sharedTokens } from './slots';

export interface SearchTools {
  readonly engine: Engine;
  /** Every path that is decoded at the same time has a slot in it. */
  readonly group: SequenceGroup;
  /** Null: steps are not scored. */
  readonly scoring: TreeScoring | null;
  readonly preset: ResolvedPreset;
  readonly grade: GradeAnswer;
  readonly emit: (event: SearchEvent) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly signal?: CancelSignal | undefined;
}

/** The search was stopped by its signal: strategies need not look for it. */
export class SearchStopped extends Error {
  override readonly name = 'SearchStopped';
}

export class Search {
  private readonly decoder: PathDecoder;
  private readonly prompts: Prompt[];
  /** Paths that were begun: each has a seed of its own. */
  private begun = 0;
  /** First leaves of equal answers. */
  private readonly answers: { readonly id: number; readonly answer: string }[] = [];

  /** @param record begun; grows with the search */
  constructor(
    readonly record: SearchRecord,
    private readonly tools: SearchTools,
  ) {
    const { ledger } = record;
    this.decoder = new PathDecoder(tools, ledger);
    ledger.uniqueTokens += record.prompt.ids.length;
    this.prompts = [record.prompt];
  }

  get settings(): SearchRecord['settings'] {
    return this.record.settings;
  }

  /** The request of the search, under the next seed. */
  private nextRequest(): RunRequest {
    const { request } = this.record;
    const seed = mixSeed(request.sampler.seed, this.begun++);
    return { ...request, sampler: { ...request.sampler, seed } };
  }

  /** Goes on as a policy says: paths that begin from now on have another budget. */
  adopt(
    settings: SearchRecord['settings'],
    { budget, waits }: { readonly budget: number; readonly waits: number },
    auto: SearchRecord['auto'],
  ): void {
    const before = this.record.request.budget;
    const request: RunRequest = {
      ...this.record.request,
      budget: { ...before, maxThinkingTokens: budget, waits },
    };
    if (budget !== before.maxThinkingTokens || waits !== before.waits)
      for (const node of this.record.nodes) this.change(node, { budget: node.budget ?? { ...before } });
    this.tell({ type: 'adopt', settings, request, auto });
  }

  /** Paths that stand at the prompt. */
  begin(count: number): SearchPath[] {
    return Array.from({ length: count }, () => this.beginAt(this.record.prompt, null));
  }

  /** A path that stands at a prompt of its own. @param after the leaf that it follows */
  beginAt(prompt: Prompt, after: SearchNode | null): SearchPath {
    const { question, createdAt } = this.record;
    return new SearchPath(draftTrace(question.text, this.nextRequest(), createdAt), prompt, after);
  }

  /** A prompt that asks for something else, which begins the thinking as that of the search does. */
  promptOf(asked: string): Promise<Prompt> {
    return buildPrompt(this.tools.engine, asked, this.tools.preset.startText);
  }

  /** Ways to go on from a path. */
  branch(path: SearchPath, count: number): SearchPath[] {
    if (path.node && path.node.state === 'open') this.change(path.node, { state: 'inner' });
    return Array.from({ length: count }, () => path.branch(this.nextRequest()));
  }

  /**
   * Decodes each path by one step, or to the end of its thinking, and scores what is new. Paths that do not fit at once
   * wait for their turn.
   * @throws SearchStopped; what the engine or the scorer throws
   */
  async extend(paths: readonly SearchPath[], round: number, until: 'step' | 'end'): Promise<void> {
    this.tell({ type: 'round', round });
    const most = this.thinkingShare(paths.length);
    for (const { wave, later } of this.decoder.waves(paths)) {
      const growing = new GrowingNodes(wave.length, (path, range, index) =>
        this.addNode(wave[path] as SearchPath, range, round + index),
      );
      const ends = await this.together(wave, later, most, async (decode, i) => {
        const path = wave[i] as SearchPath;
        const { trace } = path;
        const options = decode((range) => growing.push(i, range));
        const stretch = await decodeThinking(options, path.refusal, until === 'step');
        path.refusal = stretch.refusal;
        for (const range of path.closeStep()) growing.push(i, range);
        growing.end(i, path.isOver);
        return { stopped: stretch.ended === 'abort', trace };
      });
      for (const path of wave) if (path.isOver) this.noteEnd(path);
      if (ends.some(({ stopped }) => stopped)) throw new SearchStopped();
    }
    await this.score(paths);
    this.tellLedger();
  }

  /** Decodes the answers of paths whose thinking is over, which become leaves. */
  async answer(paths: readonly SearchPath[]): Promise<void> {
    for (const { wave, later } of this.decoder.waves(paths)) {
      await this.together(wave, later, null, async (decode) => decodeAnswer(decode(() => {})));
      this.refuseStopped();
      for (const path of wave) await this.noteLeaf(path);
    }
    this.tellLedger();
  }

  /**
   * Judges each path by where a greedy rollout of some steps leads it; the rollouts are dropped again.
   * A path that is over, or whose rollout has no step, is judged by its own steps.
   */
  async lookAhead(paths: readonly SearchPath[], steps: number): Promise<void> {
    const open = paths.filter(({ isOver }) => !isOver);
    const most = this.thinkingShare(open.length);
    for (const { wave, later } of this.decoder.waves(open)) {
      const rollouts = wave.map((path) =>
        path.branch({ ...path.trace.request, sampler: { ...GREEDY, seed: path.seed } }),
      );
      const from = rollouts.map(({ trace }) => trace.tokens.id.length);
      await this.together(rollouts, later, most, async (decode, i) => {
        const rollout = rollouts[i] as SearchPath;
        let refusal: Refusal | null = rollout.refusal;
        for (let step = 0; step < steps && !rollout.isOver; step++) {
          const stretch = await decodeThinking(
            decode(() => {}),
            refusal,
            true,
          );
          refusal = stretch.refusal;
          rollout.closeStep();
          if (stretch.ended === 'abort') return;
        }
      });
      this.refuseStopped();
      const scores = await this.scoresOf(
        rollouts.map((rollout, i) => ({ rollout, from: wave[i]?.trace.steps.length ?? 0 })),
      );
      for (const [i, rollout] of rollouts.entries()) {
        const path = wave[i] as SearchPath;
        const { tokens, thinking, steps: all } = rollout.trace;
        const start = from[i] ?? 0;
        this.record.ledger.thinkingTokens += thinking.end - start;
        const found = [...path.trace.steps, ...all.slice(path.trace.steps.length)].map(
          ({ score }, j) => scores[i]?.[j - path.trace.steps.length] ?? score,
        );
        const value = aggregate(
          found.filter((score) => score !== null),
          this.settings.aggregate,
        );
        if (!path.node) continue;
        const score = scores[i]?.at(-1) ?? null;
        const text = tokens.text.slice(start, thinking.end).join('');
        this.change(path.node, { rollout: { text, tokens: thinking.end - start, score }, value });
      }
    }
    this.tellLedger();
  }

  /** Without those that say the same as one before them; all of them unless the settings ask for it. */
  distinct(paths: readonly SearchPath[]): SearchPath[] {
    if (!this.settings.unique) return [...paths];
    const known = new Set<string>();
    return paths.filter(({ thinking }) => !known.has(thinking) && known.add(thinking));
  }

  /** The paths by their value, best first, ties in their order; those without one last. */
  ranked(paths: readonly SearchPath[]): SearchPath[] {
    return [...paths].sort((a, b) => this.valueOf(b) - this.valueOf(a));
  }

  /** What a path is ranked by; below every score where it has none. */
  valueOf({ node }: SearchPath): number {
    return node?.value ?? -1;
  }

  /** Decides what becomes of the nodes of paths: those that are given up. */
  prune(paths: readonly SearchPath[], round: number): void {
    for (const { node } of paths)
      if (node?.state === 'open') this.change(node, { state: 'pruned', decidedIn: round });
  }

  /** Notes in which round it was decided that paths go on. */
  keep(paths: readonly SearchPath[], round: number): void {
    for (const { node } of paths) if (node) this.change(node, { decidedIn: round });
  }

  warn(message: string): void {
    if (!this.record.warnings.includes(message)) this.tell({ type: 'warning', message });
  }

  tellLedger(): void {
    this.record.ledger.totalMs = this.decoder.elapsed();
    this.tools.emit({ type: 'ledger', ledger: this.record.ledger });
  }

  /** Thinking tokens that each of so many paths may hold more; null: the tree has no budget. */
  private thinkingShare(paths: number): number | null {
    const { treeTokens } = this.settings;
    if (treeTokens === null || paths === 0) return null;
    return Math.max(0, Math.floor((treeTokens - this.record.ledger.thinkingTokens) / paths));
  }

  private refuseStopped(): void {
    if (this.tools.signal?.aborted) throw new SearchStopped();
  }

  /** @param most thinking tokens that each may hold more; null: as its request says */
  private together<T>(
    paths: readonly SearchPath[],
    later: readonly SearchPath[],
    most: number | null,
    work: (decode: DecodePath, index: number) => Promise<T>,
  ): Promise<T[]> {
    this.refuseStopped();
    if (most !== null) for (const path of paths) this.capThinking(path, most);
    return this.decoder.together(paths, later, work);
  }

  private capThinking({ trace }: SearchPath, most: number): void {
    const { budget } = trace.request;
    const maxThinkingTokens = Math.min(
      this.record.request.budget.maxThinkingTokens,
      trace.thinking.end + most,
    );
    trace.request = { ...trace.request, budget: { ...budget, maxThinkingTokens } };
  }

  /** A step is complete. */
  private addNode(path: SearchPath, range: StepRange | null, round: number): SearchNode {
    const parent = path.node;
    const start = range?.start ?? path.trace.thinking.end;
    const node: SearchNode = {
      id: this.record.nodes.length,
      parent: parent?.id ?? path.after?.id ?? null,
      round,
      seed: path.seed,
      budget: this.ownBudget(path),
      prompt: parent === null && path.after ? { text: path.prompt.text, ids: [...path.prompt.ids] } : null,
      ...path.nodeParts(start, range?.end ?? start),
      step: range && { ...range, score: null },
      value: null,
      rollout: null,
      state: 'open',
      decidedIn: null,
      thinkingEnd: null,
      answer: null,
      sameAs: null,
      finish: { thinking: null, answer: null },
      warnings: [],
    };
    if (parent?.state === 'open')
      this.change(parent, { state: 'inner', decidedIn: parent.decidedIn ?? round });
    path.node = node;
    if (round >= this.record.rounds) this.tell({ type: 'round', round });
    this.record.ledger.uniqueTokens +=
      node.tokens.id.length + (node.prompt ? this.newTokensOf(node.prompt) : 0);
    this.record.ledger.thinkingTokens += node.tokens.id.length;
    this.change(node, {});
    return node;
  }

  /** The budget of a path; null where it is that of the search. */
  private ownBudget({ trace }: SearchPath): Budget | null {
    const { budget } = trace.request;
    const same = (Object.keys(budget) as (keyof Budget)[]).every(
      (key) => budget[key] === this.record.request.budget[key],
    );
    return same ? null : { ...budget };
  }

  /** Tokens of a prompt behind what it shares with one before it. */
  private newTokensOf({ ids }: Prompt): number {
    const shared = Math.max(...this.prompts.map((other) => sharedTokens(other.ids, ids)));
    this.prompts.push({ text: '', ids });
    return ids.length - shared;
  }

  /** The thinking of a path is over: its last node holds the delimiter too. */
  private noteEnd(path: SearchPath): void {
    const { node, trace } = path;
    if (!node) return;
    this.grow(path, node);
    this.change(node, {
      thinkingEnd: trace.thinking.end,
      finish: { ...trace.finish },
      warnings: [...trace.warnings],
    });
  }

  /** The node takes over what its path has behind it. */
  private grow(path: SearchPath, node: SearchNode): void {
    const before = node.tokens.id.length;
    Object.assign(node, path.nodeParts(node.start, path.trace.tokens.id.length));
    this.record.ledger.uniqueTokens += node.tokens.id.length - before;
  }

  private async noteLeaf(path: SearchPath): Promise<void> {
    const { node, trace } = path;
    if (!node) return;
    this.grow(path, node);
    this.change(node, {
      state: 'leaf',
      decidedIn: node.decidedIn ?? node.round,
      answer: trace.answer && { ...trace.answer },
      finish: { ...trace.finish },
      sameAs: await this.sameAs(node.id, trace.answer?.extracted ?? null),
    });
  }

  private async sameAs(id: number, answer: string | null): Promise<number | null> {
    if (answer === null) return null;
    for (const known of this.answers) {
      if (known.answer === answer || (await this.tools.grade(answer, known.answer)).correct) return known.id;
    }
    this.answers.push({ id, answer });
    return id;
  }

  /** Scores the steps of paths that are not scored yet; each node's value is that of its path. */
  private async score(paths: readonly SearchPath[]): Promise<void> {
    const scores = await this.scoresOf(paths.map((rollout) => ({ rollout, from: firstUnscored(rollout) })));
    for (const [i, path] of paths.entries()) {
      const from = firstUnscored(path);
      for (const [j, score] of (scores[i] ?? []).entries()) {
        const step = path.trace.steps[from + j];
        if (step) step.score = score;
      }
      this.spreadScores(path);
    }
  }

  private async scoresOf(
    asked: readonly { readonly rollout: SearchPath; readonly from: number }[],
  ): Promise<number[][]> {
    const { scoring } = this.tools;
    if (!scoring || asked.length === 0) return [];
    const startedAt = this.tools.now();
    const { scores, evaluatedTokens, reusedTokens } = await scoring.score(
      asked.map(({ rollout, from }) => ({ steps: rollout.stepTexts, from })),
    );
    const { ledger } = this.record;
    ledger.scorer.prefillTokens += evaluatedTokens;
    ledger.scorer.reusedTokens += reusedTokens;
    ledger.scorerMs += this.tools.now() - startedAt;
    this.refuseStopped();
    return scores;
  }

  /** From the path's last node back to the first that has its score. */
  private spreadScores(path: SearchPath): void {
    const { steps } = path.trace;
    let count = steps.length;
    for (let node = path.node; node; node = this.parentOf(node)) {
      const score = node.step ? (steps[count - 1]?.score ?? null) : null;
      const scored = steps.slice(0, count).flatMap((step) => step.score ?? []);
      const value = aggregate(scored, this.settings.aggregate);
      if (node.step) count--;
      if (node.value !== null && node.step?.score === score) return;
      if (value !== null) this.change(node, { value, step: node.step && { ...node.step, score } });
    }
  }

  private parentOf(node: SearchNode): SearchNode | null {
    return node.parent === null || node.prompt ? null : (this.record.nodes[node.parent] ?? null);
  }

  private change(node: SearchNode, change: Partial<SearchNode>): void {
    Object.assign(node, change);
    this.record.nodes[node.id] = node;
    this.tools.emit({ type: 'node', node });
  }

  private tell(event: SearchEvent): void {
    applySearchEvent(this.record, event);
    this.tools.emit(event);
  }
}

function firstUnscored({ trace }: SearchPath): number {
  const first = trace.steps.findIndex(({ score }) => score === null);
  return first < 0 ? trace.steps.length : first;
}
