import { readdir, readFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { useWorkbench } from './workbench';

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string; enablement?: string }[];
    readonly menus?: { readonly commandPalette?: readonly { command: string; when: string }[] };
  };
}

const readJson = async (name: string): Promise<unknown> => JSON.parse(await readFile(inRoot(name), 'utf8'));
const manifest = (await readJson('package.json')) as Manifest;
const words = (await readJson('package.nls.json')) as Readonly<Record<string, string>>;
const workbench = useWorkbench({ files: { 'notes.md': 'Nothing of ours.\n' } });

test('the package installs as this version', async () => {
  const installed = await readdir(inject('server').extensions);
  expect(installed).toContain(`${manifest.publisher}.${manifest.name}-${manifest.version}`);
});

test('its commands are in the palette', async () => {
  const { commands, menus } = manifest.contributes;
  // Commands with a condition are offered only where it holds; this workspace is trusted.
  const conditional = new Set(menus?.commandPalette?.map(({ command }) => command));
  const isOffered = ({
    command,
    enablement = 'isWorkspaceTrusted',
  }: {
    command: string;
    enablement?: string;
  }) => enablement === 'isWorkspaceTrusted' && !conditional.has(command);
  const expected = commands
    .filter(isOffered)
    .map(({ category, title }) => `${category}: ${words[title.replaceAll('%', '')] ?? title}`);
  expect(expected).not.toEqual([]);
  // Some are offered only once the window knows that its workspace is trusted. One by one: the list draws what fits.
  for (const title of expected)
    await expect.poll(() => workbench().offeredCommands(title), { timeout: 120_000 }).toContain(title);
});
