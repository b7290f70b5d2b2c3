/** Serves the harness pages: the views as they are bundled for the extension, under the extension's content policy. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { webviewBuild } from '../../../webview/esbuild.mjs';

const NONCE = 'harness';
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

/** By path. */
const pages: Readonly<Record<string, string>> = {
  '/': page('Trace', 'fakeHost', 'traceView'),
  '/tree': page('Fork tree', 'fakePanels', 'treeView'),
  '/compare': page('Branches', 'fakePanels', 'compareView'),
  '/labels': page('Label report', 'fakePanels', 'labelReport'),
  '/sweep': page('Sweep', 'fakePanels', 'sweepView'),
  '/search': page('Search', 'fakePanels', 'searchView'),
  '/curation': page('Curation', 'fakePanels', 'curationView'),
  '/tuning': page('Tuning', 'fakePanels', 'tuneReport'),
  '/models': page('Models', 'fakePanels', 'modelsView'),
  '/evaluation': page('Evaluation', 'fakePanels', 'evaluationView'),
};

function page(title: string, host: string, view: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="stylesheet" href="/${view}.css" />
  </head>
  <body>
    <script nonce="${NONCE}" type="module" src="/${host}.js"></script>
    <script nonce="${NONCE}" type="module" src="/${view}.js"></script>
  </body>
</html>`;
}

export interface HarnessServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveHarness(): Promise<HarnessServer> {
  const bundles = await Promise.all([
    build({ ...webviewBuild, write: false, minify: true }),
    build({
      ...webviewBuild,
      entryPoints: {
        fakeHost: 'test/webview/harness/fakeHost.ts',
        fakePanels: 'test/webview/harness/fakePanels.ts',
      },
      write: false,
    }),
  ]);
  const files = new Map<string, Uint8Array>();
  for (const { outputFiles } of bundles) {
    for (const { path, contents } of outputFiles) files.set(`/${basename(path)}`, contents);
  }

  const bundle = await readFile('l10n/bundle.l10n.ko.json', 'utf8');
  const words = bundle.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://harness');
    const file = files.get(pathname);
    if (file) {
      response.setHeader('content-type', TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain');
      response.end(file);
    } else if (pages[pathname]) {
      const policy = `default-src 'none'; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; img-src blob:; script-src 'nonce-${NONCE}'; worker-src blob:`;
      response.setHeader('content-type', 'text/html');
      response.setHeader('content-security-policy', policy);
      const html = pages[pathname];
      // As the host does: the page carries the words of a language other than English.
      response.end(
        searchParams.get('language') === 'ko'
          ? html.replace('</head>', `<meta name="waitpoint-words" content="${words}" /></head>`)
          : html,
      );
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
