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
    'is neither llama-server nor vLLM nor SGLang. Another server with /v1/completions needs the tokenizer of its model here: name a GGUF file of the same model, in any quantization (--tokenizer or --scorer-tokenizer FILE on the command line; "tokenizer" beside the address in the setting waitpoint.servers).',
    null,
    'unknownKind',
  );
}
