/** Entry of the compare view: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { CompareHostApi, CompareViewApi } from '../../src/protocol/forkViews';
import { connectHost } from '../rpc';
import { CompareView } from './compareView';

const view = new CompareView();
view.host = connectHost<CompareHostApi, CompareViewApi>({
  show: (state) => view.show(state),
  failed: (message) => view.failed(message),
});
document.body.append(view);
await view.start();
