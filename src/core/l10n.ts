/**
 * What the core says, in the language of whoever shows it: `l10n.t('{0} tokens', n)`, the English text as key. English
 * until `translateBy` is called, as the command line never does; the editor and its views do before they show anything.
 * Where a text is made when a module is loaded, it stays English: make it when it is asked for.
 */
type Translate = (text: string, ...values: (string | number)[]) => string;

const english: Translate = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (placeholder, place: string) => String(values[Number(place)] ?? placeholder));

export const l10n: { t: Translate } = { t: english };

/** From now on, for all of this process or page. */
export function translateBy(translate: Translate): void {
  l10n.t = translate;
}

/** What is said for a file that others read, whatever the editor's language. */
export function inEnglish(say: () => string): string {
  const { t } = l10n;
  l10n.t = english;
  try {
    return say();
  } finally {
    l10n.t = t;
  }
}
