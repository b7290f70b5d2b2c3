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
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus?: { readonly commandPalette?: readonly { command: string; when: string }[] };
  };
}

const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8')) as Manifest;
const workbench = useWorkbench({ files: { 'notes.md': 'Nothing of ours.\n' } });

test('the package installs as this version', async () => {
  const installed = await readdir(inject('server').extensions);
  expect(installed).toContain(`${manifest.publisher}.${manifest.name}-${manifest.version}`);
});

test('its commands are in the palette', async () => {
  const { commands, menus } = manifest.contributes;
  // Commands with a condition are offered only where it holds.
  const conditional = new Set(menus?.commandPalette?.map(({ command }) => command));
  const expected = commands
    .filter(({ command }) => !conditional.has(command))
    .map(({ category, title }) => `${category}: ${title}`);
  expect(expected).not.toEqual([]);
  expect(await workbench().offeredCommands(`${manifest.displayName}: `)).toEqual(
    expect.arrayContaining(expected),
  );
});
