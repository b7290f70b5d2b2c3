/**
 * Addresses of model servers, wherever a model's path may stand: `http(s)://host[:port][/prefix][#model]`. Several
 * addresses of one model have commas between.
 */
import { errors, quote } from './errors';

export interface ServerAddress {
  /** Each without a `/` at its end; at least one. */
  readonly addresses: readonly string[];
  /** The model's name on the servers; null: the only one there, or their first. */
  readonly model: string | null;
}

const PARTS = /^(https?):\/\/([^/?#@\s]+)(\/[^?#\s]*)?(?:#(.+))?$/i;
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i;

/** Whether a text that may be a model's path is meant as an address. */
export function isServerAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** @throws WaitpointError `badInput`; what it says holds nothing that may be a password */
export function parseServerAddress(text: string): ServerAddress {
  const models = new Set<string>();
  const addresses = text.split(/,(?=https?:\/\/)/i).map((one) => {
    if (/^https?:\/\/[^/?#]*@/i.test(one))
      throw errors.badInput(
        'The address of a server holds a user name or a password. Leave them out: its key is kept apart.',
      );
    const [, scheme = '', host = '', prefix = '', model] = PARTS.exec(one.trim()) ?? [];
    const port = HOST.exec(host);
    if (!port || Number(port[2] ?? 1) > 65_535 || Number(port[2] ?? 1) < 1)
      throw errors.badInput(
        `${quote(one.replace(/[?].*$/, ''), 200)} is not the address of a server. Write http://host:port, or https://host:port/prefix#model.`,
      );
    if (model !== undefined) models.add(model);
    return `${scheme.toLowerCase()}://${host.toLowerCase()}${prefix.replace(/\/+$/, '')}`;
  });
  if (models.size > 1)
    throw errors.badInput(
      `The addresses name several models (${[...models].map((one) => quote(one)).join(', ')}). Servers that share work serve the same one.`,
    );
  return { addresses: [...new Set(addresses)], model: [...models][0] ?? null };
}

/** Scheme, host and port: what a key belongs to. */
export function originOf(address: string): string {
  return /^https?:\/\/[^/#]+/i.exec(address)?.[0].toLowerCase() ?? address;
}

/** Host and port, for a label. */
export function hostOf(address: string): string {
  return originOf(address).replace(/^https?:\/\//, '');
}

/** Whether what is sent there can be read by others on the way: plain http to another machine. */
export function isExposed(address: string): boolean {
  const host = HOST.exec(hostOf(address))?.[1] ?? '';
  const here = host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  return /^http:/i.test(address) && !here;
}

/** What a user should know before anything goes to an exposed address. */
export function exposedWarning(address: string): string {
  return `${hostOf(address)} is another machine, and http sends questions, answers and the key there in plain text: anyone on the way can read them. Use https, or a tunnel that ends on this machine.`;
}
