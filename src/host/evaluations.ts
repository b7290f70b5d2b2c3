/** The evaluations of the window that are under way, each in its folder; they go on without a panel. */
import { errors, quote } from '../core/errors';
import { l10n } from '../core/l10n';
import type { EvaluationMemory } from './evaluationMemory';
import { EvaluationRun, type EvaluationOrder, type EvaluationRunServices } from './evaluationRun';
import { Listeners } from './listeners';

export class Evaluations {
  readonly #runs = new Map<string, EvaluationRun>();
  readonly #changed = new Listeners<string>();
  /** The folder of an evaluation that went on or ended. */
  readonly onChange = this.#changed.event;

  constructor(
    private readonly services: Omit<EvaluationRunServices, 'measured'>,
    readonly memory: EvaluationMemory,
  ) {}

  /** The last run in a folder since the window was opened, under way or over; null: there was none. */
  of(folder: string): EvaluationRun | null {
    return this.#runs.get(folder) ?? null;
  }

  /** The one that was begun last since the window was opened, under way or over; null: there was none. */
  get last(): EvaluationRun | null {
    return [...this.#runs.values()].at(-1) ?? null;
  }

  get underWay(): readonly EvaluationRun[] {
    return [...this.#runs.values()].filter(({ isOver }) => !isOver);
  }

  /** @throws WaitpointError where one is under way in that folder */
  async begin(order: EvaluationOrder): Promise<EvaluationRun> {
    const { folder, dataset, modelPath, scorerPath } = order;
    const before = this.of(folder);
    if (before && !before.isOver)
      throw errors.badInput(
        l10n.t(
          'An evaluation is under way in {0}. Pause it first, or choose another folder.',
          quote(folder, 200),
        ),
      );
    const run = new EvaluationRun(
      order,
      { ...this.services, measured: (path, ms) => void this.memory.measured(path, ms) },
      () => this.#changed.fire(folder),
    );
    this.#runs.delete(folder);
    this.#runs.set(folder, run);
    await this.memory.remember(folder, { dataset, modelPath, scorerPath, underWay: true });
    void run.ended.then(async () => {
      // Done, or it failed before its eyes: only what a crash has cut off is told.
      if (this.of(folder) === run && !run.isPaused) await this.memory.settle(folder);
    });
    return run;
  }

  /** @param forget nobody is reminded of it */
  async pause(
    folder: string,
    { forget = false, graceMs }: { forget?: boolean; graceMs?: number } = {},
  ): Promise<void> {
    await this.of(folder)?.pause(graceMs);
    if (forget) await this.memory.settle(folder);
  }

  async pauseAll(graceMs?: number): Promise<void> {
    await Promise.all(this.underWay.map((run) => run.pause(graceMs)));
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
