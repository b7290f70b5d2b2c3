/** An engine process without a process: it loads the toy model, and dies when told to. */
import type { EngineExit, EngineProcessHandle, LoadedEngine } from '../../src/host/engineService';
import { scriptedEngine, type ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { toyModel, TOY } from '../support/toyModel';

export const KILLED: EngineExit = { code: null, signal: 'SIGKILL', stderrTail: 'out of memory' };

export class FakeProcess implements EngineProcessHandle {
  readonly loads: string[] = [];
  readonly unloads: string[] = [];
  disposed = false;
  #onExit: (exit: EngineExit) => void = () => {};

  constructor(private readonly model: ScriptedModel = toyModel(() => TOY.a)) {}

  async load({ path }: { path: string }, onProgress: (progress: number) => void): Promise<LoadedEngine> {
    this.loads.push(path);
    onProgress(0.5);
    const dispose = async (): Promise<void> => void this.unloads.push(path);
    return { ...scriptedEngine(this.model), device: 'toy', dispose };
  }

  onExit(listener: (exit: EngineExit) => void): void {
    this.#onExit = listener;
  }

  die(exit: EngineExit = KILLED): void {
    this.#onExit(exit);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.die({ code: null, signal: 'SIGKILL', stderrTail: '' });
  }
}
