import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CaseReport } from '../desktop/main';
import { useWorkbench } from './workbench';

const workbench = useWorkbench({ files: { 'notes.md': 'Nothing of ours.\n' } });

test('the host suite, which desktop VS Code runs too, passes in the extension host', async () => {
  await workbench().runCommand('Waitpoint Host Suite: Run');
  const file = path.join(workbench().folder, 'host-suite.json');
  const reports = await vi.waitFor(async () => JSON.parse(await readFile(file, 'utf8')) as CaseReport[], {
    timeout: 120_000,
    interval: 100,
  });
  expect(reports).not.toEqual([]);
  expect(reports.filter(({ error }) => error !== null)).toEqual([]);
});
