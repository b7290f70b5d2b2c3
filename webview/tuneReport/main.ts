/** Entry of the report of a tuning: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { TuneReportHostApi, TuneReportViewApi } from '../../src/protocol/tuneReport';
import { connectHost } from '../rpc';
import { TuneReportView } from './tuneReportView';

const view = new TuneReportView();
view.host = connectHost<TuneReportHostApi, TuneReportViewApi>({
  show: (report) => view.show(report),
  failed: (message) => view.failed(message),
});
document.body.append(view);
await view.start();
