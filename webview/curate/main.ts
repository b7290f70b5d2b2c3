/** Entry of the curation view: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { CurationHostApi, CurationViewApi } from '../../src/protocol/curationView';
import { connectHost } from '../rpc';
import { CurationView } from './curationView';

const view = new CurationView();
view.host = connectHost<CurationHostApi, CurationViewApi>({
  show: (state) => view.show(state),
  news: (news) => view.news(news),
});
document.body.append(view);
await view.start();
