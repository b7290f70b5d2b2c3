/** The curation view: its panels and its command. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { configSchema, parseConfig } from '../core/curate/curationConfig';
import { WHOLE_POOL } from '../core/curate/rowOrder';
import { RECORD } from '../files/evaluationFiles';
import type { CurationPanelState } from '../protocol/curationView';
import { askForPool, tracesOf } from './curationAsk';
import { CurationPanel, curationTitle } from './curationPanel';
import type { EngineService } from './engineService';
import type { Evaluations } from './evaluations';
import type { ImportServices } from './importForeign';
import type { Models } from './models';
import { registerHandlers } from './registerHandlers';

const CURATION_PANEL = 'waitpoint.curation';

/** What a panel needs. */
export interface CurationServices extends ImportServices {
  readonly extensionUri: vscode.Uri;
  readonly engine: EngineService;
  readonly models: Models;
  readonly evaluations: Evaluations;
  /** Why nothing may run; null: it may. */
  refusal(): string | null;
}

export function registerCurationViews(services: Omit<CurationServices, 'refusal'>): vscode.Disposable {
  const panels = new CurationPanels({
    ...services,
    refusal: () =>
      vscode.workspace.isTrusted
        ? null
        : vscode.l10n.t('This workspace is not trusted: nothing is run in it.'),
  });
  const handlers = {
    'waitpoint.curate': async (file?: unknown, selected?: unknown) => {
      const given = (Array.isArray(selected) ? (selected as unknown[]) : [file]).filter(
        (one) => one instanceof vscode.Uri,
      );
      const paths = given.length > 0 ? given.map(pathOf) : await askForPool();
      if (paths) await panels.create(paths);
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(() => panels.refresh()),
    vscode.window.registerWebviewPanelSerializer(CURATION_PANEL, panels),
    registerHandlers(handlers, services.log),
  );
}

/** The record of an evaluation stands for the traces beside it. */
function pathOf({ fsPath }: vscode.Uri): string {
  return basename(fsPath) === RECORD ? tracesOf(dirname(fsPath)) : fsPath;
}

class CurationPanels implements vscode.WebviewPanelSerializer<CurationPanelState> {
  readonly #panels = new Set<CurationPanel>();

  constructor(private readonly services: CurationServices) {}

  async create(paths: readonly string[]): Promise<void> {
    const title = curationTitle(paths);
    const panel = vscode.window.createWebviewPanel(CURATION_PANEL, title, vscode.ViewColumn.Active);
    this.#fill(panel, stateFor(paths));
  }

  /** What the page kept is checked: another version may have written it. */
  async deserializeWebviewPanel(
    panel: vscode.WebviewPanel,
    state?: Partial<CurationPanelState>,
  ): Promise<void> {
    const paths = Array.isArray(state?.paths) ? state.paths.filter((path) => typeof path === 'string') : [];
    const fresh = stateFor(paths);
    if (!state || paths.length === 0) return this.#fill(panel, fresh);
    const { configFolder = fresh.configFolder, configFile = null, out = null, look = WHOLE_POOL } = state;
    let config = fresh.config;
    try {
      config = parseConfig(state.config, 'The curation that was open');
    } catch (error) {
      this.services.log.error(String(error));
    }
    this.#fill(panel, { paths, config, configFolder, configFile, out, look });
  }

  refresh(): void {
    for (const panel of this.#panels) panel.refresh();
  }

  #fill(panel: vscode.WebviewPanel, state: CurationPanelState): void {
    const filled = new CurationPanel(panel, this.services, state);
    this.#panels.add(filled);
    panel.onDidDispose(() => this.#panels.delete(filled));
  }
}

/** The paper's rules. Files of a curation lie beside its pool: in a folder that is one they would be rows of it. */
function stateFor(paths: readonly string[]): CurationPanelState {
  const [first = '.'] = paths;
  const isRoot = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === first) ?? false;
  return {
    ...{ paths, config: configSchema.parse({}), look: WHOLE_POOL, configFile: null, out: null },
    configFolder: isRoot ? first : dirname(first),
  };
}
