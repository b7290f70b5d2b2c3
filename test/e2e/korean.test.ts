/** The extension in an editor whose language is Korean: its manifest, its messages and its views. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inRoot } from '../../scripts/support/paths.mjs';
import { useWorkbench } from './workbench';

const demo = await readFile(inRoot('media/demo/demo.trace.json'), 'utf8');
const workbench = useWorkbench({ files: { 'a.trace.json': demo }, openFile: 'a.trace.json', language: 'ko' });

test('the trace view speaks Korean, before a run and after it', async () => {
  const { webview } = workbench();
  await webview.getByRole('heading', { name: '아직 실행하지 않았습니다' }).waitFor();
  await webview.getByRole('button', { name: '실행', exact: true }).click();
  await webview.getByText(/^답 -?\d+\(으\)로 끝났습니다\./).waitFor({ state: 'attached' });
  expect(await workbench().webview.locator('html').getAttribute('lang')).toBe('ko');
  await workbench().screenshot('korean trace');
});

test('commands have Korean titles', async () => {
  expect(await workbench().offeredCommands('트레이스')).toContain('Waitpoint: 새 트레이스');
});

test('what the host asks is Korean', async () => {
  await workbench().runCommand('Waitpoint: 토큰 오버레이 설정…');
  await workbench().page.locator('.quick-input-list').getByText('엔트로피', { exact: true }).waitFor();
  await workbench().screenshot('korean overlay');
  await workbench().page.keyboard.press('Escape');
});
