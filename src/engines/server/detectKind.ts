import type { Connection } from './connection';
import { LlamaServerApi } from './llamaServerApi';
import type { ServerApi } from './serverApi';
import { SglangApi, sglangModelInfo } from './sglangApi';
import { VllmApi } from './vllmApi';

/** Asks a server what it is, by what only its kind answers. */
export async function detectKind(connection: Connection): Promise<ServerApi> {
  const props = (await connection.jsonIfThere('/props')) as { default_generation_settings?: unknown } | null;
  if (props?.default_generation_settings !== undefined) return new LlamaServerApi();
  if (await sglangModelInfo(connection)) return new SglangApi();
  const version = (await connection.jsonIfThere('/version')) as { version?: unknown } | null;
  if (typeof version?.version === 'string') return new VllmApi();
  throw connection.fault(
    'refused',
    'is neither llama-server nor vLLM nor SGLang. Others take text in place of ids, over which no budget is exact.',
  );
}
