/** What the workspace remembers of its evaluations beside their folders: what only this machine knows. */
import type { DatasetOrder } from './evaluationRun';

export interface RememberedEvaluation {
  /** Null: its folder was opened, and nothing else is known. */
  readonly dataset: DatasetOrder | null;
  readonly modelPath: string;
  readonly scorerPath: string;
  /** Whether it was going to go on: then a crash is told. */
  readonly underWay: boolean;
}

/** What it needs of VS Code's Memento. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

const EVALUATIONS = 'waitpoint.evaluations';
const SPEEDS = 'waitpoint.evaluationSpeeds';
/** The last ones; a list of all there ever were would be read with every window. */
const MOST_REMEMBERED = 50;

export class EvaluationMemory {
  constructor(private readonly memory: Memory) {}

  /** By the path of the folder, the last one first. */
  get all(): ReadonlyMap<string, RememberedEvaluation> {
    return new Map(Object.entries(this.memory.get<Record<string, RememberedEvaluation>>(EVALUATIONS) ?? {}));
  }

  of(folder: string): RememberedEvaluation | null {
    return this.all.get(folder) ?? null;
  }

  async remember(folder: string, evaluation: RememberedEvaluation): Promise<void> {
    const others = [...this.all].filter(([path]) => path !== folder);
    const kept = [[folder, evaluation] as const, ...others].slice(0, MOST_REMEMBERED);
    await this.memory.update(EVALUATIONS, Object.fromEntries(kept));
  }

  /** It is not under way any more. */
  async settle(folder: string): Promise<void> {
    const known = this.of(folder);
    if (known?.underWay) await this.remember(folder, { ...known, underWay: false });
  }

  /** Milliseconds a token that may be asked for at most; null: not measured yet. */
  msPerToken(modelPath: string): number | null {
    return this.memory.get<Record<string, number>>(SPEEDS)?.[modelPath] ?? null;
  }

  async measured(modelPath: string, msPerToken: number): Promise<void> {
    const others = Object.entries(this.memory.get<Record<string, number>>(SPEEDS) ?? {});
    const kept = [[modelPath, msPerToken] as const, ...others.filter(([path]) => path !== modelPath)];
    await this.memory.update(SPEEDS, Object.fromEntries(kept.slice(0, MOST_REMEMBERED)));
  }
}
