/** Entry of the trace view: one element fills the page, and answers to the host. */
import './page.css';
import { connectHost } from '../rpc';
import './runBar';
import { TraceView } from './traceView';

const view = new TraceView();
view.host = connectHost({
  show: (state) => view.show(state),
  events: (events) => view.events(events),
  engine: (status) => view.engine(status),
  notice: (notice) => view.notice(notice),
  running: (running, task) => view.running(running, task),
  annotations: (state) => view.annotations(state),
  place: () => view.place(),
  editStep: (at) => view.editStep(at),
  command: (name) => view.command(name),
  goToStep: (step) => view.goToStep(step),
});
document.body.append(view);
view.show(await view.host.ready());
