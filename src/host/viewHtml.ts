/** The HTML of the trace editor: a shell for the view, and a page for files that cannot be shown. */
import { randomBytes } from 'node:crypto';

export interface ViewResources {
  /** What the webview calls its own origin (`webview.cspSource`). */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  /** As VS Code names it: `en`, `ko`. Default English. */
  readonly language?: string;
  /** Translations of the views' words, by the English ones. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Scripts run by nonce alone; nothing inline, nothing from the network. */
export function viewHtml({
  cspSource,
  script,
  style,
  title,
  language = 'en',
  words = {},
}: ViewResources): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    // A chart becomes a picture by way of an image of its own SVG.
    `img-src ${cspSource} blob:`,
    // The search's worker: a page of another origin than its scripts can make one of a blob alone.
    `worker-src blob:`,
  ].join('; ');
  return page(
    title,
    policy,
    `<link rel="stylesheet" href="${escapeHtml(style)}">
<meta name="waitpoint-words" content="${escapeHtml(JSON.stringify(words))}">`,
    `<script type="module" nonce="${nonce}" src="${escapeHtml(script)}"></script>`,
    language,
  );
}

export interface ProblemPage {
  readonly title: string;
  readonly heading: string;
  readonly message: string;
  /** A link to a command that shows the file in the text editor. */
  readonly openAsText: { readonly label: string; readonly href: string };
}

/** A page without scripts. What it says of the file is text, whatever the file held. */
export function problemHtml({ title, heading, message, openAsText }: ProblemPage): string {
  const nonce = randomBytes(16).toString('base64');
  const style = `
    body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 2em;
           box-sizing: border-box; max-width: 60em; margin-inline: auto; line-height: 1.5; }
    h1 { font-size: 1.3em; font-weight: 600; margin: 0 0 .5em; }
    p { margin: 0 0 1em; overflow-wrap: anywhere; white-space: pre-wrap; }
    a { color: var(--vscode-textLink-foreground); }`;
  return page(
    title,
    `default-src 'none'; style-src 'nonce-${nonce}'`,
    `<style nonce="${nonce}">${style}</style>`,
    `<main role="alert">
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(message)}</p>
<p><a href="${escapeHtml(openAsText.href)}">${escapeHtml(openAsText.label)}</a></p>
</main>`,
  );
}

function page(title: string, policy: string, head: string, body: string, language = 'en'): string {
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
${body}
</body>
</html>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
