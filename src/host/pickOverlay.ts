import * as vscode from 'vscode';
import { TOKEN_OVERLAYS, type TokenOverlay } from '../protocol/tokenOverlay';

/** Asks what tokens are to be coloured by. @returns undefined when cancelled */
export async function pickOverlay(): Promise<TokenOverlay | undefined> {
  const words: Readonly<Record<TokenOverlay, { label: string; description: string }>> = {
    none: { label: vscode.l10n.t('None'), description: vscode.l10n.t('plain text') },
    probability: {
      label: vscode.l10n.t('Probability'),
      description: vscode.l10n.t('the less probable a token was, the darker'),
    },
    entropy: {
      label: vscode.l10n.t('Entropy'),
      description: vscode.l10n.t('the more torn the model was, the darker'),
    },
    provenance: {
      label: vscode.l10n.t('Provenance'),
      description: vscode.l10n.t('what the budget forced, and what was written by hand'),
    },
  };
  const picked = await vscode.window.showQuickPick(
    TOKEN_OVERLAYS.map((overlay) => ({ overlay, ...words[overlay] })),
    { title: vscode.l10n.t('Token Overlay') },
  );
  return picked?.overlay;
}
