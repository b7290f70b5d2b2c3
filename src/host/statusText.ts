/** What the status bar says of the engine. */
import type { EngineStatus } from '../protocol/webview';

export interface StatusText {
  /** With codicons, as status bars take them. */
  readonly text: string;
  readonly tooltip: string;
  readonly severity: 'normal' | 'error';
}

export function statusText(status: EngineStatus): StatusText {
  switch (status.state) {
    case 'idle':
      return normal('$(debug-pause) Waitpoint', 'Waitpoint: no model is loaded');
    case 'loading': {
      const percent = Math.floor(100 * Math.min(1, Math.max(0, status.progress)));
      return normal(`$(loading~spin) Waitpoint: loading ${percent} %`, `Loading ${status.what}`);
    }
    case 'running':
      return normal(
        '$(sync~spin) Waitpoint: running',
        [`Running ${status.model} on ${status.device}`, ...(status.use ?? [])].join('\n'),
      );
    case 'ready':
      return normal(
        '$(check) Waitpoint: ready',
        [`${status.model} is loaded on ${status.device}`, ...(status.use ?? [])].join('\n'),
      );
    case 'failed':
      return { text: '$(error) Waitpoint: failed', tooltip: status.message, severity: 'error' };
    default:
      return status satisfies never;
  }
}

function normal(text: string, tooltip: string): StatusText {
  return { text, tooltip, severity: 'normal' };
}
