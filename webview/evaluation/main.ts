/** Entry of the evaluation view: one element fills the page, and answers to the host. */
import '../trace/page.css';
import type { EvaluationHostApi, EvaluationViewApi } from '../../src/protocol/evaluationView';
import { connectHost } from '../rpc';
import { EvaluationView } from './evaluationView';

const view = new EvaluationView();
view.host = connectHost<EvaluationHostApi, EvaluationViewApi>({
  show: (state) => view.show(state),
  content: (update) => view.content(update),
  chart: (format, background) => view.chart(format, background),
});
document.body.append(view);
await view.start();
