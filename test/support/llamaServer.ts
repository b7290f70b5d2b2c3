import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { llamaServer } from '../../scripts/support/llamaServer.mjs';

export interface RunningServer {
  readonly address: string;
  stop(): Promise<void>;
}

/** A real llama-server with a model, on one thread, ready to answer. */
export async function startLlamaServer(model: string, ...more: readonly string[]): Promise<RunningServer> {
  const program = await llamaServer();
  const port = await freePort();
  const args = ['-m', model, '--host', '127.0.0.1', '--port', String(port), '--threads', '1', ...more];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told = (told + text).slice(-4000)));
  const address = `http://127.0.0.1:${port}`;
  await ready(child, `${address}/health`, () => told);
  return {
    address,
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

async function ready(child: ChildProcess, health: string, told: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}:\n${told()}`);
    const up = await fetch(health).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
