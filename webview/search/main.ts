/** Entry of the search view: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { SearchHostApi, SearchViewApi } from '../../src/protocol/searchView';
import { connectHost } from '../rpc';
import { SearchView } from './searchView';

const view = new SearchView();
view.host = connectHost<SearchHostApi, SearchViewApi>({
  show: (state) => view.show(state),
  grow: (growth) => view.grow(growth),
  failed: (message) => view.failed(message),
  run: () => view.run(),
});
document.body.append(view);
await view.start();
