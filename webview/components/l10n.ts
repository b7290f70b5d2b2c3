/**
 * The words of the views in the user's language: `l10n.t('{0} tokens', n)`, the English text as key. The host passes the
 * translations in the page (`viewHtml`), so that they are there before anything is drawn; what has none stays English.
 */
import * as l10n from '@vscode/l10n';
import { translateBy } from '../../src/core/l10n';

/** Also in Node.js, where tests read the words. */
const page = typeof document === 'undefined' ? null : document;
const words = page?.querySelector<HTMLMetaElement>('meta[name="waitpoint-words"]')?.content;
if (words) l10n.config({ contents: words });
// What the core says stands in the views too.
translateBy(l10n.t);

export { l10n };
