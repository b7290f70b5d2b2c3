/** Entry of the sweep view: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { SweepHostApi, SweepViewApi } from '../../src/protocol/sweepView';
import { connectHost } from '../rpc';
import { SweepView } from './sweepView';

const view = new SweepView();
view.host = connectHost<SweepHostApi, SweepViewApi>({
  show: (state) => view.show(state),
  failed: (message) => view.failed(message),
  run: () => view.run(),
  pin: (column) => view.pin(column),
  toggleCharts: () => view.toggleCharts(),
  place: () => view.place(),
});
document.body.append(view);
await view.start();
