import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { webviewBuild } from '../../webview/esbuild.mjs';

it('the view carries no schema: whatever it is sent, the host has checked', async () => {
  const { metafile } = await build({ ...webviewBuild, write: false, metafile: true });
  expect(Object.keys(metafile.inputs).filter((path) => /node_modules\/zod\//.test(path))).toEqual([]);
});
