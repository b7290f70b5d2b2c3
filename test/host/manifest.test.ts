import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { STEP_COMMANDS } from '../../src/protocol/stepCommand';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { command: string; title: string }[];
    readonly keybindings: readonly { command: string; when: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string }[]>>;
    readonly configuration: readonly {
      properties: Readonly<
        Record<string, { default?: unknown; description?: string; markdownDescription?: string }>
      >;
    }[];
    readonly walkthroughs: readonly { steps: readonly { media: { svg: string } }[] }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
}

const json = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8')) as T;
const manifest = await json<Manifest>('package.json');
const words = await json<Record<string, string>>('package.nls.json');
const settings = Object.assign(
  {},
  ...manifest.contributes.configuration.map(({ properties }) => properties),
) as Record<string, { default?: unknown; description?: string; markdownDescription?: string }>;

test('every word of the manifest is there, and every word there is used', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
  expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
});

test('keys and menus name commands that exist', () => {
  const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
  const named = [...manifest.contributes.keybindings, ...Object.values(manifest.contributes.menus).flat()];
  expect(named.filter(({ command }) => !commands.has(command))).toEqual([]);
});

test('every command has a title, a place in the palette or a reason not to, and its name in the README', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  for (const { command, title } of manifest.contributes.commands) {
    const name = words[title.replaceAll('%', '')] ?? '';
    expect(name, command).not.toBe('');
    expect(readme, command).toContain(name);
  }
});

test('the commands on steps are those that the view knows', () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  for (const name of STEP_COMMANDS) expect(commands).toContain(`waitpoint.${name}`);
});

test('keys act inside our own views alone', () => {
  for (const { when } of manifest.contributes.keybindings) {
    expect(when).toMatch(
      /^(activeCustomEditorId == 'waitpoint.trace'|activeWebviewPanelId == 'waitpoint.(sweep|search)')/,
    );
  }
});

test('nothing activates the extension but its use', () => {
  // Panels that a reloaded window brings back; VS Code finds out about the rest by itself.
  expect(manifest.activationEvents.filter((event) => !event.startsWith('onWebviewPanel:'))).toEqual([]);
});

describe('settings', () => {
  test('are described and have a default', () => {
    for (const [name, setting] of Object.entries(settings)) {
      expect(setting.default, name).toBeDefined();
      expect(setting.description ?? setting.markdownDescription, name).toBeDefined();
    }
  });

  test('that name files and servers are kept from untrusted workspaces', () => {
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'waitpoint.models',
      'waitpoint.servers',
      'waitpoint.defaultModel',
      'waitpoint.defaultScorer',
    ]);
  });
});

test('the pictures of the walkthrough are there', async () => {
  for (const { media } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps)) {
    expect(await readFile(new URL(`../../${media.svg}`, import.meta.url), 'utf8')).toMatch(
      /^<svg (?!.* style=)/s,
    );
  }
});
