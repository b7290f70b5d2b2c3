export function llamaServer(): Promise<string>;
export function llamaServerFile(): string;
