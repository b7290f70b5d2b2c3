/**
 * How the views are bundled; the build and the tests' harness both use it.
 * @type {import('esbuild').BuildOptions}
 */
export const webviewBuild = {
  entryPoints: {
    traceView: 'webview/trace/main.ts',
    treeView: 'webview/tree/main.ts',
    compareView: 'webview/compare/main.ts',
    labelReport: 'webview/labelReport/main.ts',
    sweepView: 'webview/sweep/main.ts',
    evaluationView: 'webview/evaluation/main.ts',
    searchView: 'webview/search/main.ts',
    curationView: 'webview/curate/main.ts',
    tuneReport: 'webview/tuneReport/main.ts',
    modelsView: 'webview/models/main.ts',
  },
  bundle: true,
  outdir: 'dist/webview',
  platform: 'browser',
  target: 'chrome134',
  format: 'esm',
  // What is imported when it is needed (KaTeX) is a file of its own.
  splitting: true,
  // Lit's decorators are TypeScript's older ones.
  tsconfig: 'tsconfig.webview.json',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};
