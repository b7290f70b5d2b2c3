/** Servers of one model. Each sequence keeps to one, whose prefix cache knows it, until that one dies. */
import { withBackOff, type Patience } from './backOff';
import type { Connection } from './connection';
import { ServerFault } from './serverFault';

interface Member {
  readonly connection: Connection;
  /** Sequences that keep to it. */
  users: number;
  /** Why it is left out; null: it works. */
  fault: ServerFault | null;
}

/** A sequence's place at one of the servers. */
export interface Seat {
  /**
   * Does `work` with the server of this seat; where that one is busy for long, silent or gone, with the next one.
   * `work` must be fit to be done again.
   * @throws the fault of the last server that was tried, or at once what every server would answer
   */
  ask<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The server broke off in the middle of what it had begun: the next `ask` goes to another, where there is one. */
  leave(fault: ServerFault): void;
  release(): void;
}

export class ServerPool {
  private readonly members: readonly Member[];

  constructor(
    connections: readonly Connection[],
    private readonly patience: Patience,
    private readonly onLost: (fault: ServerFault) => void,
  ) {
    this.members = connections.map((connection) => ({ connection, users: 0, fault: null }));
  }

  get size(): number {
    return this.members.length;
  }

  /** Takes the server that fewest use. */
  seat(): Seat {
    let member: Member | null = this.take();
    return {
      ask: async (work, signal) => {
        for (;;) {
          const current = (member ??= this.take());
          try {
            return await withBackOff(() => work(current.connection), this.patience, signal);
          } catch (error) {
            if (signal?.aborted || !(error instanceof ServerFault) || error.kind === 'refused') throw error;
            this.lose(current, error);
            member = null;
            // What the only one did wrong is the whole story; it is asked again with the next request.
            if (this.alive.length === 0) throw this.revive(error);
          }
        }
      },
      leave: (fault) => {
        if (this.members.length === 1 || !member) return;
        this.lose(member, fault);
        member = null;
        if (this.alive.length === 0) throw this.revive(fault);
      },
      release: () => {
        if (member) member.users--;
        member = null;
      },
    };
  }

  private get alive(): Member[] {
    return this.members.filter(({ fault }) => fault === null);
  }

  private take(): Member {
    const alive = this.alive;
    const pool = alive.length > 0 ? alive : this.members;
    const member = pool.reduce((least, one) => (one.users < least.users ? one : least));
    member.users++;
    return member;
  }

  private lose(member: Member, fault: ServerFault): void {
    member.users--;
    if (member.fault !== null) return;
    member.fault = fault;
    if (this.members.length > 1) this.onLost(fault);
  }

  /** All are gone: whoever tries again later tries all of them. */
  private revive(fault: ServerFault): ServerFault {
    for (const member of this.members) member.fault = null;
    return fault;
  }
}
