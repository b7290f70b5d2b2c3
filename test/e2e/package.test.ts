import { expect, test } from 'vitest';
import { checkPackage } from '../../scripts/support/checkPackage.mjs';
import { hostTarget, vsixFile } from '../../scripts/support/paths.mjs';

test('the package of this platform has all it needs and nothing else', async () => {
  const { faults, files } = await checkPackage(vsixFile(), hostTarget);
  expect(faults).toEqual([]);
  expect(files).toBeGreaterThan(100);
});

test('the check sees binaries of another platform, and what they are', async () => {
  const other = hostTarget === 'win32-arm64' ? 'linux-arm64' : 'win32-arm64';
  const { faults } = await checkPackage(vsixFile(), other);
  expect(faults).toContain(`it is for ${hostTarget}, not for ${other}`);
  expect(faults).toContainEqual(expect.stringMatching(new RegExp(`is for ${hostTarget}$`)));
});
