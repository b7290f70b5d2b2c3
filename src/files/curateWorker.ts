/** The thread of a curation: answers calls by its session. */
import { parentPort } from 'node:worker_threads';
import { createBirpc, type BirpcReturn } from 'birpc';
import { errors } from '../core/errors';
import { errorsToPlain } from '../core/rpcErrors';
import { CurateSession } from './curateSession';
import type { CurateCalls, CurateEvents } from './curateThread';

/** Progress that changes more often is not read. */
const PROGRESS_ROWS = 500;

let session: CurateSession | null = null;

function mustBeOpen(): CurateSession {
  if (!session) throw errors.badInput('No pool was opened.');
  return session;
}

const calls: CurateCalls = {
  open: async (order) => {
    await session?.dispose();
    session = new CurateSession(order, (news) => void host.news(news));
    void session.read();
  },
  read: async () => void mustBeOpen().read(),
  configure: (config, folder) => mustBeOpen().configure(config, folder),
  look: (look) => mustBeOpen().look(look),
  rows: (from, count) => mustBeOpen().rows(from, count),
  text: (row) => mustBeOpen().text(row),
  source: (row) => mustBeOpen().source(row),
  withoutDomain: () => mustBeOpen().withoutDomain(),
  writeQuestions: (path) => mustBeOpen().writeQuestions(path),
  write: (out) =>
    mustBeOpen().write(out, (done, total) => {
      if (done % PROGRESS_ROWS === 0) void host.writing(done, total);
    }),
  cancelWriting: () => mustBeOpen().cancelWriting(),
  stop: () => mustBeOpen().stop(),
  check: () => mustBeOpen().check(),
  dispose: async () => session?.dispose(),
};

const host: BirpcReturn<CurateEvents, CurateCalls> = createBirpc<CurateEvents, CurateCalls>(calls, {
  post: (message) => parentPort?.postMessage(message),
  on: (receive) => void parentPort?.on('message', receive),
  serialize: errorsToPlain,
  eventNames: ['news', 'writing'],
  timeout: -1,
});
