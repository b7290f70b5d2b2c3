import { expect, test } from 'vitest';
import { useWorkbench } from './workbench';

const workbench = useWorkbench();
const isCudaPlatform = process.arch === 'x64' && process.platform !== 'darwin';

test.runIf(isCudaPlatform)(
  'CUDA support is offered for both runtimes, and nothing is fetched unasked',
  async () => {
    await workbench().runCommand('Waitpoint: Get CUDA Support…');
    const { page } = workbench();
    const rows = page.locator('.quick-input-list .monaco-list-row .label-name');
    await rows.filter({ hasText: 'also for CUDA 12' }).waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      'Get CUDA support',
      'For an NVIDIA driver with the CUDA 13 runtime (cudart and cuBLAS).',
      'Get CUDA support, also for CUDA 12',
      'A larger package beside it, for machines that have the CUDA 12 runtime.',
    ]);
    await workbench().screenshot('cuda support');
    await page.keyboard.press('Escape');
    expect(await workbench().notification('CUDA').count()).toBe(0);
  },
);

test.runIf(!isCudaPlatform)('where there is no CUDA it says so', async () => {
  await workbench().runCommand('Waitpoint: Get CUDA Support…');
  await workbench()
    .notification(/^There is no CUDA support for/)
    .waitFor();
});
