/** The downloads of the window: they go on when their panel is closed, and are remembered when the window goes. */
import { errors, messageOf, WaitpointError } from '../core/errors';
import { l10n } from '../core/l10n';
import { hubAddressText, parseHubAddress } from '../core/models/hubAddress';
import { downloadModel } from '../files/hub/downloadModel';
import type { ShownDownload } from '../protocol/modelsView';
import { Listeners } from './listeners';

export interface DownloadServices {
  folder(): string;
  endpoint(): string;
  token(): Promise<string | null>;
  /** Addresses that were under way when the window went. */
  remembered(): readonly string[];
  remember(addresses: readonly string[]): void;
  /** Told of a model that has come. */
  arrived(path: string): void;
  /** Told of one that asks for a token, or for a licence to be accepted. */
  refused(address: string, message: string): void;
}

/** Views are told of progress no more often. */
const TELL_EVERY_MS = 150;

export class Downloads {
  readonly #changes = new Listeners<void>();
  readonly onChange = this.#changes.event;
  readonly #all = new Map<string, ShownDownload>();
  readonly #running = new Map<string, AbortController>();
  #told = 0;

  constructor(private readonly services: DownloadServices) {
    for (const address of services.remembered()) this.#all.set(address, stopped(address));
  }

  get all(): readonly ShownDownload[] {
    return [...this.#all.values()];
  }

  /**
   * Begins, or goes on with what is there.
   * @throws WaitpointError `badInput` for an address that cannot be read, or one that is under way
   */
  start(typed: string): Promise<void> {
    const address = parseHubAddress(typed);
    const name = hubAddressText(address);
    if (this.#running.has(name)) throw errors.badInput(l10n.t('{0} is being downloaded already.', name));
    const controller = new AbortController();
    this.#running.set(name, controller);
    this.#put({ ...stopped(name), stage: 'running', note: l10n.t('asking the hub') });
    this.#remember();
    return this.#run(name, async () => {
      const token = await this.services.token();
      const done = await downloadModel({
        ...{ address, token, endpoint: this.services.endpoint(), folder: this.services.folder() },
        signal: controller.signal,
        onProgress: (progress) => this.#progress(name, progress),
      });
      this.#put({
        ...{ address: name, stage: 'done', note: null, path: done.path },
        ...{ receivedBytes: done.sizeBytes, totalBytes: done.sizeBytes },
      });
      this.services.arrived(done.path);
    });
  }

  cancel(address: string): void {
    this.#running.get(address)?.abort();
  }

  dismiss(address: string): void {
    if (this.#running.has(address)) return;
    this.#all.delete(address);
    this.#remember();
    this.#changes.fire();
  }

  /** The window goes: what is under way is remembered. */
  dispose(): void {
    this.#remember();
    for (const controller of this.#running.values()) controller.abort();
  }

  async #run(name: string, work: () => Promise<void>): Promise<void> {
    const signal = this.#running.get(name)?.signal;
    try {
      await work();
    } catch (error) {
      const before = this.#all.get(name) ?? stopped(name);
      if (signal?.aborted) this.#put({ ...before, stage: 'stopped', note: null });
      else {
        this.#put({ ...before, stage: 'failed', note: messageOf(error) });
        if (error instanceof WaitpointError && error.code === 'accessDenied')
          this.services.refused(name, error.message);
      }
    } finally {
      this.#running.delete(name);
      this.#remember();
    }
  }

  #progress(name: string, progress: Pick<ShownDownload, 'receivedBytes' | 'totalBytes' | 'note'>): void {
    this.#all.set(name, { address: name, stage: 'running', path: null, ...progress });
    if (Date.now() - this.#told < TELL_EVERY_MS) return;
    this.#told = Date.now();
    this.#changes.fire();
  }

  #put(download: ShownDownload): void {
    this.#all.set(download.address, download);
    this.#changes.fire();
  }

  #remember(): void {
    this.services.remember(this.all.filter(({ stage }) => stage !== 'done').map(({ address }) => address));
  }
}

const stopped = (address: string): ShownDownload => ({
  ...{ address, stage: 'stopped', receivedBytes: 0, totalBytes: 0, note: null, path: null },
});
