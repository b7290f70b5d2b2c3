/** What must hold inside a real extension host, through the VS Code API alone. They run in this order. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DEFAULT_REQUEST, draftTrace } from '../../src/core/trace/trace';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { command: string }[];
    readonly customEditors: readonly { viewType: string }[];
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { default?: unknown }>>;
    }[];
  };
}

export const cases: Readonly<Record<string, () => Promise<void>>> = {
  'is installed, and not active before it is used': async () => {
    assert.equal(waitpoint().isActive, false);
  },

  'opens a trace file in its own editor, which activates it': async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'suite.trace.json');
    const draft = draftTrace('What is 12*34?', DEFAULT_REQUEST, '2025-01-01T00:00:00.000Z');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(draft)));
    await vscode.commands.executeCommand('vscode.open', file);
    assert.ok(activeInput() instanceof vscode.TabInputCustom, 'The active tab is not a custom editor.');
    const viewTypes = manifest().contributes.customEditors.map(({ viewType }) => viewType);
    assert.ok(viewTypes.includes(activeInput<vscode.TabInputCustom>().viewType));
    assert.equal(waitpoint().isActive, true);
  },

  'registers every command of its manifest': async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest().contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  'reads every setting of its manifest with its default': async () => {
    const settings = manifest().contributes.configuration.flatMap(({ properties }) =>
      Object.entries(properties),
    );
    for (const [name, { default: expected }] of settings)
      assert.deepEqual(vscode.workspace.getConfiguration().inspect(name)?.defaultValue, expected, name);
  },
};

function waitpoint(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('waitpoint.waitpoint');
  assert.ok(extension, 'The extension is not installed.');
  return extension;
}

const manifest = (): Manifest => waitpoint().packageJSON as Manifest;

function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'No folder is open.');
  return folder;
}

function activeInput<Input>(): Input {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input as Input;
}
