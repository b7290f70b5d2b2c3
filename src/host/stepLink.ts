/** Links that open a trace at a step: `vscode://waitpoint.waitpoint/open?file=URI&step=N`, N as the view counts. */

export interface StepLink {
  /** URI of the trace, as text. */
  readonly file: string;
  /** Place of the step, from 0. */
  readonly step: number;
}

/** @param base scheme and extension: `vscode://waitpoint.waitpoint` */
export function formatLink(base: string, { file, step }: StepLink): string {
  return `${base}/open?file=${encodeURIComponent(file)}&step=${step + 1}`;
}

/**
 * @param path of the link; @param query decoded once, as VS Code hands it on: a second time would spoil names with %
 * @returns null for what is no such link
 */
export function readLink(path: string, query: string): StepLink | null {
  const [, file, number] = /^file=(.+)&step=(\d{1,9})$/.exec(query) ?? [];
  if (path !== '/open' || file === undefined || !/\.trace\.json$/.test(file.replace(/[?#].*$/, '')))
    return null;
  const step = Number(number) - 1;
  return step >= 0 ? { file, step } : null;
}
