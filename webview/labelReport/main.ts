/** Entry of the label report: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { LabelReportHostApi, LabelReportViewApi } from '../../src/protocol/labelReport';
import { connectHost } from '../rpc';
import { LabelReportView } from './labelReportView';

const view = new LabelReportView();
view.host = connectHost<LabelReportHostApi, LabelReportViewApi>({
  show: (state) => view.show(state),
  failed: (message) => view.failed(message),
});
document.body.append(view);
await view.start();
