/** Calls between this view and the extension host: birpc over postMessage. */
import { createBirpc } from 'birpc';
import { errorsFromPlain } from '../src/core/rpcErrors';
import type { HostApi, ViewApi } from '../src/protocol/webview';
import { vscode } from './vscodeApi';

/** Makes `view` callable by the host. @returns the host; its calls reject with a message for the user. */
export function connectHost<Host extends object = HostApi, View extends object = ViewApi>(view: View): Host {
  const remote: unknown = createBirpc<Host, View>(view, {
    post: (message) => vscode.postMessage(message),
    on: (receive) =>
      window.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
    deserialize: errorsFromPlain,
    // A run lasts as long as it lasts, and a file dialog as long as its user thinks.
    timeout: -1,
  });
  return remote as Host;
}
