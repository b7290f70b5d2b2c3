/** Entry of the fork tree: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { TreeHostApi, TreeViewApi } from '../../src/protocol/forkViews';
import { connectHost } from '../rpc';
import { ForkTree } from './forkTree';

const view = new ForkTree();
view.host = connectHost<TreeHostApi, TreeViewApi>({
  show: (state) => view.show(state),
  progress: (read, all) => view.progress(read, all),
});
document.body.append(view);
await view.start();
