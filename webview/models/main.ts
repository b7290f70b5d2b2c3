/** Entry of the view of models: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { ModelsHostApi, ModelsViewApi } from '../../src/protocol/modelsView';
import { connectHost } from '../rpc';
import { ModelsView } from './modelsView';

const view = new ModelsView();
view.host = connectHost<ModelsHostApi, ModelsViewApi>({ show: (state) => view.show(state) });
document.body.append(view);
await view.start();
