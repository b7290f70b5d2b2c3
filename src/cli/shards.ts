/** Writes a pool as shards from the command line. */
import { join } from 'node:path';
import type { ShardText } from '../core/curate/shardRow';
import { visibleText } from '../core/text';
import { SHARDS, SHARDS_MANIFEST, writeShards } from '../files/writeShards';
import { takeFolder } from '../files/takeFolder';
import { readConfig } from './curate';
import { EXIT, errorLine, type ExitCode } from './exit';
import { Output } from './streams';
import { warn } from './traceRun';
import { untilInterrupted } from './untilInterrupted';

export interface ShardsOptions {
  readonly out: string;
  readonly rows: number;
  readonly text: ShardText;
  readonly config?: string;
  readonly force?: true;
  readonly json?: true;
}

/** A line of progress that changes more often is not read. */
const PROGRESS_ROWS = 500;

/** @throws WaitpointError for everything that keeps the shards from being whole */
export function shards(paths: readonly string[], options: ShardsOptions): Promise<ExitCode> {
  const { out, rows: shardRows, text, force = false, json } = options;
  return untilInterrupted('Interrupted. The shards are not all there.', async (signal, status) => {
    const config = await readConfig(options.config);
    const lock = await takeFolder(out, SHARDS_MANIFEST);
    try {
      const manifest = await writeShards({
        paths,
        config,
        out,
        shardRows,
        text,
        force,
        signal,
        onProgress: (rows) => {
          if (rows % PROGRESS_ROWS === 0) status.show(`${rows} rows read`);
        },
      });
      status.clear();
      const output = new Output(process.stdout, () => {});
      const where = visibleText(join(out, SHARDS));
      output.write(
        json
          ? `${JSON.stringify(manifest)}\n`
          : `${manifest.rows} rows in ${manifest.shards.length} shards in ${where}\n`,
      );
      await output.flush();
      if (output.failure) process.stderr.write(errorLine(output.failure));
      if (manifest.unreadable > 0)
        warn(`${manifest.unreadable} rows could not be read; ${SHARDS_MANIFEST} lists them.`);
      return output.failure || manifest.unreadable > 0 ? EXIT.badInput : EXIT.done;
    } finally {
      lock.release();
    }
  });
}
