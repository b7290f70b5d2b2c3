/** What the status bar says of the engine. */
import { l10n } from '../core/l10n';
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
      return normal('$(debug-pause) Waitpoint', l10n.t('Waitpoint: no model is loaded'));
    case 'loading': {
      const percent = Math.floor(100 * Math.min(1, Math.max(0, status.progress)));
      return normal(
        l10n.t('$(loading~spin) Waitpoint: loading {0} %', percent),
        l10n.t('Loading {0}', status.what),
      );
    }
    case 'running':
      return normal(
        l10n.t('$(sync~spin) Waitpoint: running'),
        [l10n.t('Running {0} on {1}', status.model, status.device), ...(status.use ?? [])].join('\n'),
      );
    case 'ready':
      return normal(
        l10n.t('$(check) Waitpoint: ready'),
        [l10n.t('{0} is loaded on {1}', status.model, status.device), ...(status.use ?? [])].join('\n'),
      );
    case 'failed':
      return { text: l10n.t('$(error) Waitpoint: failed'), tooltip: status.message, severity: 'error' };
    default:
      return status satisfies never;
  }
}

function normal(text: string, tooltip: string): StatusText {
  return { text, tooltip, severity: 'normal' };
}
