import type { Permission } from '../../../src-preload/contract/roles.ts';
import type { FieldClass } from '../../../src-preload/contract/fields.ts';
import type { Session } from '../../../src-preload/contract/session.ts';
import { call, CallError, on } from '../../vault.ts';

/**
 * What the person who opened the vault may do, to leave out of the window what they may not. It keeps nobody from
 * anything: the vault process decides that anew for every call.
 */
class Rights {
  #session = $state.raw<Session | null>(null);

  get session(): Session | null {
    return this.#session;
  }

  /** Whether several people have an account here. */
  get isShared(): boolean {
    return (this.#session?.people ?? 1) > 1;
  }

  /** Whether there is something to see of people and roles. */
  get seesTeam(): boolean {
    return this.isShared || this.can('people');
  }

  /** Whether only customers that are assigned to the person are theirs to see. */
  get hasOwnOnly(): boolean {
    return this.#session?.role.customers === 'own';
  }

  /** Whether bundles can be taken in: what they hold may concern every customer. */
  get takesIn(): boolean {
    return this.can('import') && this.mayWrite('internal') && !this.hasOwnOnly;
  }

  can(permission: Permission): boolean {
    return this.#session?.role.permissions.includes(permission) ?? false;
  }

  mayRead(fieldClass: FieldClass): boolean {
    return this.#access(fieldClass) !== 'none';
  }

  mayWrite(fieldClass: FieldClass): boolean {
    return this.#access(fieldClass) === 'write';
  }

  /** Takes the session of the vault just opened and follows what becomes of it, until the returned function is called. */
  start(session: Session): () => void {
    this.#session = session;
    return on('changed/people', () => void this.#refresh());
  }

  #access(fieldClass: FieldClass): 'none' | 'read' | 'write' {
    // What is public is kept with what is internal.
    return this.#session?.role.classes[fieldClass === 'public' ? 'internal' : fieldClass] ?? 'none';
  }

  async #refresh(): Promise<void> {
    try {
      this.#session = (await call('vault/state')).session ?? this.#session;
    } catch (error) {
      // The vault is being locked: this window is about to go.
      if (!(error instanceof CallError && error.code === 'vault/locked')) throw error;
    }
  }
}

export const rights = new Rights();
