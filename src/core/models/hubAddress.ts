/** Addresses of models on a hub: `hf:owner/repo`, `hf:owner/repo:Q4_K_M`, `hf:owner/repo/file.gguf@revision`. */
import { errors, quote } from '../errors';

export interface HubAddress {
  /** `owner/name`. */
  readonly repository: string;
  /** Path of a file in it; null: chosen by quantisation. */
  readonly file: string | null;
  /** Such as Q4_K_M; null: a good one is chosen, or a file is named. */
  readonly quantization: string | null;
  /** A branch, tag or commit. */
  readonly revision: string;
}

const NAME = /^[A-Za-z0-9][\w.-]{0,95}$/;
const REVISION = /^[\w][\w./-]{0,199}$/;
const FORMS = 'hf:owner/repo, hf:owner/repo:Q4_K_M or hf:owner/repo/file.gguf, each with @revision if wanted';

/**
 * @param typed also the address of a model's or a file's page, as a browser shows it
 * @throws WaitpointError `badInput`
 */
export function parseHubAddress(typed: string): HubAddress {
  const wrong = (reason: string): never => {
    throw errors.badInput(`The address ${quote(typed.trim(), 120)} ${reason}. Addresses are ${FORMS}.`);
  };
  const path = fromPage(typed.trim()) ?? /^hf:(?:\/\/)?(.*)$/i.exec(typed.trim())?.[1];
  if (path === undefined) return wrong(typed.trim() === '' ? 'is empty' : 'does not begin with hf:');
  const at = path.lastIndexOf('@');
  const colon = path.lastIndexOf(':');
  // `repo:quant@revision` and `repo@revision:quant` mean the same.
  const [first, ...marks] = path.split(/(?=[@:])/);
  const revision = at < 0 ? 'main' : (marks.find((mark) => mark.startsWith('@'))?.slice(1) ?? '');
  const quantization = colon < 0 ? null : (marks.find((mark) => mark.startsWith(':'))?.slice(1) ?? '');
  if (marks.length > Number(at >= 0) + Number(colon >= 0)) return wrong('has more than one @ or :');
  const [owner = '', name = '', ...rest] = (first ?? '').split('/');
  if (!NAME.test(owner) || !NAME.test(name)) return wrong('does not name an owner and a repository');
  if (!REVISION.test(revision) || revision.includes('..')) return wrong('has a revision that cannot be');
  if (quantization !== null && !/^[\w.-]{1,40}$/.test(quantization))
    return wrong('has a quantisation that cannot be');
  const file = rest.length === 0 ? null : rest.join('/');
  if (file !== null && !isSafePath(file)) return wrong('names a file that cannot be');
  if (file !== null && !/\.gguf$/i.test(file)) return wrong('names a file that is no .gguf');
  if (file !== null && quantization !== null)
    return wrong('names a file and a quantisation: one of them says it all');
  return { repository: `${owner}/${name}`, file, quantization, revision };
}

/** `https://huggingface.co/owner/repo/blob/main/file.gguf`, as pasted from a browser. */
function fromPage(typed: string): string | undefined {
  const found = /^https?:\/\/(?:huggingface\.co|hf\.co)\/([^?#]+)/i.exec(typed)?.[1];
  if (found === undefined) return undefined;
  const [, repository, revision, file] =
    /^([^/]+\/[^/]+)(?:\/(?:blob|resolve|tree)\/([^/]+)(?:\/(.+))?)?\/?$/.exec(found) ?? [];
  if (repository === undefined) return found;
  return `${repository}${file === undefined ? '' : `/${decodeUri(file)}`}${revision === undefined ? '' : `@${revision}`}`;
}

function decodeUri(text: string): string {
  return text.replace(/%20/g, ' ');
}

/** Whether a path that comes from outside stays inside the folder it is put into, on every system. */
export function isSafePath(path: string): boolean {
  return (
    path.length < 400 &&
    path.split('/').every((part) => /^[\w][\w .+()-]*$/.test(part) && !/[ .]$/.test(part))
  );
}

/** As it is typed. */
export function hubAddressText({ repository, file, quantization, revision }: HubAddress): string {
  const what = file !== null ? `/${file}` : quantization !== null ? `:${quantization}` : '';
  return `hf:${repository}${what}${revision === 'main' ? '' : `@${revision}`}`;
}
