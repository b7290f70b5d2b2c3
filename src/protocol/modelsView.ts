/** Messages between the extension host and the view of models, by birpc over postMessage. All are plain data. */
import type { CatalogueModel } from '../core/models/catalogue';
import type { Fit } from '../core/models/fit';
import type { ModelFacts } from '../core/models/modelFacts';
import type { ModelRole } from '../core/models/role';

export interface ShownModel {
  readonly path: string;
  readonly label: string;
  /** Where it was found: "LM Studio". */
  readonly from: string;
  readonly role: ModelRole;
  /** Whether new traces use it, in its role. */
  readonly isDefault: boolean;
  /** Null: its file cannot be read. */
  readonly facts: ModelFacts | null;
  readonly sizeBytes: number;
  /** One line on what it is good for; null: nobody says. */
  readonly description: string | null;
  /** What is wrong with it; null: nothing. */
  readonly problem: string | null;
  /** How it marks its thinking, who says so, and why; null: of a scorer, or not known. */
  readonly preset: { readonly name: string; readonly source: string; readonly reason: string | null } | null;
  /** Texts that begin and end its thinking, with the preset `generic`. */
  readonly delimiters: readonly string[];
}

/** What a model takes here; by its path. */
export interface ShownNeed {
  readonly path: string;
  /** Null: it cannot be told. */
  readonly fit: Fit | null;
  readonly text: string;
}

/** `stopped`: cancelled, or cut off by the end of the window; what was received stays. */
export type DownloadStage = 'running' | 'stopped' | 'failed' | 'done';

export interface ShownDownload {
  /** `hf:…`, as it was asked for. */
  readonly address: string;
  readonly stage: DownloadStage;
  readonly receivedBytes: number;
  /** 0: not known. */
  readonly totalBytes: number;
  /** What it does other than receive, or why it failed; null: nothing to tell. */
  readonly note: string | null;
  /** Where it is; null: not yet. */
  readonly path: string | null;
}

export interface ModelsState {
  /** Bundled ones first. */
  readonly models: readonly ShownModel[];
  readonly needs: readonly ShownNeed[];
  readonly catalogue: readonly CatalogueModel[];
  readonly downloads: readonly ShownDownload[];
  /** Folder that downloads go to. */
  readonly folder: string;
  readonly hasToken: boolean;
  /** Why nothing is downloaded or looked at here; null: it is. */
  readonly refusal: string | null;
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface ModelsHostApi {
  ready(): Promise<ModelsState>;
  /** Searches again. */
  refresh(): Promise<void>;
  /** Makes it the model, or the scorer, of new traces. */
  use(path: string, role: ModelRole): Promise<void>;
  /** Shows its file in the file manager. */
  reveal(path: string): Promise<void>;
  /** Opens the setting with an entry for this model. */
  override(path: string): Promise<void>;
  /** Also goes on with what was stopped. */
  download(address: string): Promise<void>;
  cancel(address: string): Promise<void>;
  /** Forgets a download that is over; what was received stays. */
  dismiss(address: string): Promise<void>;
  setToken(): Promise<void>;
}

export interface ModelsViewApi {
  show(state: ModelsState): void;
}
