import type { Page } from 'playwright-core';

/**
 * Makes a window save its state, as it does when it loses the focus, and answers what its database then holds about
 * open editors (JSON; '' for nothing yet). A page that is just reloaded might go before its state is written.
 */
export function saveWindowState(page: Page): Promise<string> {
  return page.evaluate<string>(script);
}

// Source text, as it runs in the page, where this program's types do not hold.
const script = `(async () => {
  const hasFocus = document.hasFocus;
  document.hasFocus = () => false;
  window.dispatchEvent(new Event('blur'));
  document.hasFocus = hasFocus;
  window.dispatchEvent(new Event('focus'));

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  let stored = '';
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-') || name.includes('global')) continue;
    const database = await done(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    stored += (await done(items.get('memento/workbench.parts.editor'))) ?? '';
    database.close();
  }
  return stored;
})()`;
