import { nothing, type TemplateResult } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import type { StepCommand } from '../../src/protocol/stepCommand';
import type { HostApi } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';
import type { AnswerBox } from './answerBox';
import { textOf } from './exactText';
import { FindSession } from './findSession';
import { formatCount, plural } from './format';
import { MathsText } from './mathsText';
import { overlayPainter } from './overlayPainter';
import { stepBar } from './stepBar';
import { isFiltering, matchingSteps, NO_FILTER, type StepFilter } from './stepFilter';
import type { ShownUnit } from './stepFinder';
import type { StepList } from './stepList';
import type { RowView } from './stepRows';
import { paintRange, rangeBetween, type TokenRange } from './tokenRange';
import { recall, remember, type StepMemory } from './viewMemory';

/** Pixels beyond the edges of the window that are drawn along. */
const MARGIN_PX = 100;

/** What the view shows at the moment, and by what. */
export interface Shown {
  readonly trace: Trace | null;
  readonly running: boolean;
  /** The token that was picked. */
  readonly token: number | null;
  /** Whether anybody said something of a step. */
  readonly isAnnotated: ((step: number) => boolean) | null;
  /** Keys annotate. */
  readonly annotating: boolean;
  readonly stepList: StepList | null;
  readonly answerBox: AnswerBox | null;
  readonly scroller: HTMLElement | null;
}

/** The view that the tools work in. */
export interface StepToolsView {
  host(): HostApi;
  now(): Shown;
  /** For those who listen. */
  say(sentence: string): void;
  /** A call whose failure is shown. */
  ask(call: Promise<unknown>): void;
  /** Lets go of the end of a running trace. */
  release(): void;
  requestUpdate(): void;
  /** Begins or ends annotating. */
  annotate(): void;
}

/** Folding, filtering, finding, copying steps, and drawing their maths: what the view of a trace does with its steps. */
export class StepTools {
  #memory: StepMemory = recall().steps;
  #folded = new Set(this.#memory.folded);
  /** Shown although the filter hides them: their line was opened, or something in them was found. */
  #opened = new Set<number | null>();
  /** Step of the current hit, shown whole whatever hides it; null: the one that is being written; undefined: none. */
  #found: number | null | undefined;
  #matching: ReadonlySet<number> | null = null;
  /** The other end of the token range. */
  #rangeTo: number | null = null;
  #picked: number | null = null;
  readonly #maths = new MathsText(() => this.look());
  readonly #find: FindSession;

  constructor(private readonly view: StepToolsView) {
    this.#maths.enable(this.#memory.maths);
    this.#find = new FindSession(view, {
      reveal: (step) => this.#reveal(step),
      settle: () => this.#settle(),
      exact: (element) => this.#maths.show([{ element, exact: true }]),
      look: () => this.look(),
    });
  }

  /** A run begins: nothing of the trace before is left. */
  restart(): void {
    this.#folded.clear();
    this.#opened.clear();
    this.#found = undefined;
    this.#rangeTo = null;
    this.#remember({ folded: [] });
  }

  /** Tokens in which something was found: for a map of the trace. */
  get marks(): readonly number[] {
    return this.#find.marks;
  }

  /** The tokens that are selected; null: none, or one that is only picked. */
  get range(): TokenRange | null {
    return this.#picked === null || this.#rangeTo === null ? null : rangeBetween(this.#picked, this.#rangeTo);
  }

  command(name: StepCommand): void {
    switch (name) {
      case 'toggleFold':
        return this.#toggleFold(this.view.now().stepList?.currentStep ?? null);
      case 'foldAll':
        return this.#foldAll(this.view.now().trace?.steps.keys() ?? []);
      case 'unfoldAll':
        return this.#foldAll([]);
      case 'filterSteps':
        return this.#toggleFilter();
      case 'clearFilter':
        return this.#filter(NO_FILTER);
      case 'find':
        return this.#find.open();
      case 'findNext':
        return this.#find.move(1);
      case 'findPrevious':
        return this.#find.move(-1);
      case 'toggleMaths':
        return this.#toggleMaths();
      case 'copyStep':
        return this.#copyStep();
      case 'copyTokens':
        return this.#copyTokens();
      case 'copyLink':
        return this.#copyLink();
      default:
        return name satisfies never;
    }
  }

  // Drawing

  /** What stands above the steps, with what tokens are tinted by. Rendered before the list draws: what the filter lets through is found here. */
  renderBar(overlay: TemplateResult, below: TemplateResult | typeof nothing = nothing) {
    const { trace } = this.view.now();
    if (!trace) return nothing;
    const { isAnnotated } = this.view.now();
    this.#matching = matchingSteps(
      trace,
      this.#memory.filter,
      (start, end) => textOf(trace, start, end),
      isAnnotated ?? undefined,
    );
    return stepBar(
      {
        filter: this.#memory.filter,
        isOpen: this.#memory.filterOpen,
        maths: this.#memory.maths,
        steps: trace.steps.length,
        shown: this.#matching?.size ?? trace.steps.length,
        isScored: trace.steps.some(({ score }) => score !== null),
        isAnnotated:
          (trace.imported?.labels?.some((label) => label !== null) ?? false) ||
          (isAnnotated !== null && trace.steps.some((_, step) => isAnnotated(step))),
        annotating: this.view.now().annotating,
        isAnyFolded: this.#folded.size > 0,
      },
      overlay,
      {
        toggleFilter: () => this.#toggleFilter(),
        filter: (change) => this.#filter({ ...this.#memory.filter, ...change }),
        clearFilter: () => this.#filter(NO_FILTER),
        find: () => this.#find.open(),
        foldAll: () => this.command('foldAll'),
        unfoldAll: () => this.#foldAll([]),
        toggleMaths: () => this.#toggleMaths(),
        annotate: () => this.view.annotate(),
      },
      below,
    );
  }

  /** What lies over the steps. */
  renderFind() {
    return this.#find.render();
  }

  /** Before the list draws: what it should show of the trace as it is now. */
  prepare(): void {
    const { trace, running, stepList, token } = this.view.now();
    if (!trace || !stepList) return;
    if (token !== this.#picked) {
      this.#picked = token;
      this.#rangeTo = null;
    }
    const matching = this.#matching;
    const isShown =
      matching &&
      ((step: number | null) =>
        (step === null ? running : matching.has(step)) || this.#opened.has(step) || step === this.#found);
    let folded = this.#folded;
    if (typeof this.#found === 'number' && folded.has(this.#found)) {
      folded = new Set(folded);
      folded.delete(this.#found);
    }
    stepList.arrange({ folded, isShown });
  }

  /** After the list drew. */
  drawn(): void {
    this.#find.drawn();
    this.look();
  }

  /** Paints and draws what is in sight: after drawing, scrolling, and whatever else moves rows. */
  look(): void {
    const { trace, stepList } = this.view.now();
    if (!trace || !stepList) return;
    const rows = this.#rowsInSight();
    const units = rows.flatMap(({ text }): ShownUnit[] =>
      text ? [{ start: text.range.start, element: text.element }] : [],
    );
    const answer = trace.answer && this.view.now().answerBox?.text;
    if (trace.answer && answer) units.push({ start: trace.answer.start, element: answer.element });
    overlayPainter.look([...rows.flatMap(({ text }) => text ?? []), ...(answer ? [answer] : [])]);
    this.#find.finder.paint(trace, units);
    const { range } = this;
    paintRange(rows, trace, range);
    const { running } = this.view.now();
    const places = rows.flatMap(({ text, row, element }) => {
      if (!text || row?.kind !== 'step') return [];
      const { start, end } = text.range;
      const isPicked = this.#picked !== null && this.#picked >= start && this.#picked < end;
      const isInRange = range !== null && range.start < end && start < range.end;
      const isFolded = element.classList.contains('folded');
      const exact = row.index === null || isFolded || isPicked || isInRange || this.#find.finder.isHit(start);
      return [{ element: text.element, exact }];
    });
    if (trace.answer && answer)
      places.push({ element: answer.element, exact: running || this.#find.finder.isHit(trace.answer.start) });
    this.#maths.show(places);
  }

  /** Those on the screen, and a few more on both sides: farther ones would have to be laid out for it. */
  #rowsInSight(): readonly RowView[] {
    const { scroller, stepList } = this.view.now();
    const box = scroller?.getBoundingClientRect();
    return (box && stepList?.rowsBetween(box.top - MARGIN_PX, box.bottom + MARGIN_PX)) ?? [];
  }

  // Folding and filtering

  fold(step: number): void {
    this.#toggleFold(step);
  }

  #toggleFold(step: number | null): void {
    if (step === null) return this.view.say(l10n.t('No step to fold.'));
    const folded = !this.#folded.delete(step);
    if (folded) this.#folded.add(step);
    this.view.say(
      folded
        ? l10n.t('Step {0} folded.', formatCount(step + 1))
        : l10n.t('Step {0} unfolded.', formatCount(step + 1)),
    );
    this.#foldedChanged();
  }

  #foldAll(steps: Iterable<number>): void {
    this.#folded = new Set(steps);
    this.view.say(
      this.#folded.size > 0
        ? l10n.t('{0} folded.', plural(this.#folded.size, 'step'))
        : l10n.t('All steps unfolded.'),
    );
    this.#foldedChanged();
  }

  #foldedChanged(): void {
    this.#found = undefined;
    this.#remember({ folded: [...this.#folded] });
    this.view.requestUpdate();
  }

  #toggleFilter(): void {
    this.#remember({ filterOpen: !this.#memory.filterOpen });
    this.view.requestUpdate();
    if (this.#memory.filterOpen) this.view.say(l10n.t('Filter opened.'));
  }

  #filter(filter: StepFilter): void {
    this.#opened.clear();
    this.#remember({ filter, ...(isFiltering(filter) && { filterOpen: true }) });
    this.view.requestUpdate();
  }

  /** Shows steps that the filter hides. */
  open(steps: readonly (number | null)[]): void {
    for (const step of steps) this.#opened.add(step);
    this.view.requestUpdate();
  }

  /** Shows the step of the current hit, and draws it: the one before is hidden again, if it was. */
  #reveal(step: number | null): void {
    const { trace, token, stepList } = this.view.now();
    if (!trace || !stepList || step === this.#found) return;
    this.#found = step;
    this.prepare();
    stepList.draw(trace, token);
  }

  /** Find is closed: where it ended stays as it is shown. */
  #settle(): void {
    const found = this.#found;
    this.#found = undefined;
    if (found === undefined) return;
    this.open([found]);
    if (found !== null && this.#folded.delete(found)) this.#foldedChanged();
  }

  #remember(change: Partial<StepMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    remember({ steps: this.#memory });
  }

  // Maths

  #toggleMaths(): void {
    const maths = !this.#memory.maths;
    this.#remember({ maths });
    this.#maths.enable(maths);
    this.view.now().stepList?.unrenderAll();
    this.view.say(maths ? l10n.t('Formulas are drawn.') : l10n.t('All text is exact.'));
    this.view.requestUpdate();
  }

  // Copying

  /** @param to a token, or to the next or the previous one */
  extend(to: number | 'next' | 'previous' | null): void {
    const { trace, token } = this.view.now();
    if (!trace || token === null || to === null) return;
    const from = this.#rangeTo ?? token;
    const next = to === 'next' ? from + 1 : to === 'previous' ? from - 1 : to;
    this.#rangeTo = Math.min(trace.thinking.end - 1, Math.max(trace.thinking.start, next));
    const { start, end } = rangeBetween(token, this.#rangeTo);
    this.view.say(l10n.t('{0} selected.', plural(end - start, 'token')));
    this.look();
  }

  #copyStep(): void {
    const { trace, stepList } = this.view.now();
    const step = trace?.steps[stepList?.currentStep ?? -1];
    if (!trace || !step) return this.view.say(l10n.t('No step to copy.'));
    this.#copy(
      textOf(trace, step.start, step.end),
      l10n.t('Step {0} copied.', formatCount((stepList?.currentStep ?? 0) + 1)),
    );
  }

  #copyTokens(): void {
    const { trace, token } = this.view.now();
    if (!trace || token === null) return this.view.say(l10n.t('No tokens to copy: pick one first.'));
    const { start, end } = rangeBetween(token, this.#rangeTo ?? token);
    this.#copy(textOf(trace, start, end), l10n.t('{0} copied.', plural(end - start, 'token')));
  }

  #copyLink(): void {
    const step = this.view.now().stepList?.currentStep ?? null;
    if (step === null) return this.view.say(l10n.t('No step to link to.'));
    this.view.ask(
      this.view
        .host()
        .copyLink(step)
        .then(() => this.view.say(l10n.t('Link to step {0} copied.', formatCount(step + 1)))),
    );
  }

  #copy(text: string, sentence: string): void {
    this.view.ask(
      this.view
        .host()
        .copyText(text)
        .then(() => this.view.say(sentence)),
    );
  }
}
