/** An engine process without a process: it loads the toy model, and dies when told to. */
import type { EngineExit } from '../../src/core/engineExit';
import type { EngineProcessHandle, LoadedModel } from '../../src/host/engineService';
import { scriptedEngine, type ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { toyModel, TOY } from '../support/toyModel';

export const KILLED: EngineExit = { code: null, signal: 'SIGKILL', stderrTail: 'out of memory' };

export const TOY_COMPUTE = {
  ...{ device: 'toy', gpuLayers: 0, layers: 2, kvCache: 'f16' as const, flashAttention: 'on' as const },
  ...{ weights: { ram: 7, vram: 0 }, context: { ram: 5, vram: 0 } },
};

export class FakeProcess implements EngineProcessHandle {
  readonly loads: string[] = [];
  readonly unloads: string[] = [];
  disposed = false;
  #onExit: (exit: EngineExit) => void = () => {};

  /** Whether something waits for an answer that never comes. */
  isHanging = false;
  #endHanging: (error: Error) => void = () => {};

  /** @param model 'hung': loads, and then never answers until the process ends */
  constructor(private readonly model: ScriptedModel | 'hung' = toyModel(() => TOY.a)) {}

  async load({ path }: { path: string }, onProgress: (progress: number) => void): Promise<LoadedModel> {
    this.loads.push(path);
    onProgress(0.5);
    const pieces = async () => ({ bytes: new Uint8Array(), ends: new Uint32Array() });
    const dispose = async (): Promise<void> => void this.unloads.push(path);
    if (this.model !== 'hung')
      return { ...scriptedEngine(this.model), device: 'toy', compute: TOY_COMPUTE, dispose, pieces };
    const hang = (): Promise<never> => {
      this.isHanging = true;
      return new Promise((_, reject) => (this.#endHanging = reject));
    };
    return { ...scriptedEngine(toyModel(() => TOY.a)), tokenize: hang, device: 'toy', dispose, pieces };
  }

  onExit(listener: (exit: EngineExit) => void): void {
    this.#onExit = listener;
  }

  die(exit: EngineExit = KILLED): void {
    this.#onExit(exit);
    this.#endHanging(new Error('the process ended'));
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.die({ code: null, signal: 'SIGKILL', stderrTail: '' });
  }
}
