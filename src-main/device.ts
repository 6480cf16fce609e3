import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { devicePreferences, type DevicePreferences } from '../src-preload/contract/host.ts';
import { replaceFileSync } from './files/replace-file.ts';
import { readJson, writeJson } from './json-file.ts';
import { withSeen } from './seen-state.ts';
import type { SeenState } from './vault/context.ts';

const seenHead = z.object({ size: z.number(), root: z.string() });
const seenState = z.object({
  generation: z.number(),
  changes: seenHead,
  journal: seenHead,
  note: z.string().nullable().default(null),
  policies: z.record(z.string(), z.number()).default({}),
  roster: z.object({ seq: z.number(), signature: z.string() }).nullable().default(null),
  keyClaim: z.string().nullable().default(null),
  erased: z.number().default(0),
  place: z.object({ vaultId: z.string(), folder: z.string() }).nullable().default(null),
});
const recentVault = z.object({ vaultId: z.string().nullable(), path: z.string(), openedAt: z.number() });
const bounds = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  maximised: z.boolean(),
});

const deviceFile = z.object({
  deviceId: z.string(),
  preferences: devicePreferences,
  recent: z.array(recentVault).max(50),
  seen: z.record(z.string(), seenState),
  bounds: bounds.nullable(),
});
export type WindowBounds = z.infer<typeof bounds>;
export type RecentVault = z.infer<typeof recentVault>;

/** What this installation remembers: preferences, where vaults lie, how far each was seen. Never any content. */
export class Device {
  readonly #file: string;
  readonly #isReadOnly: boolean;
  #state: z.infer<typeof deviceFile>;

  /** @param isReadOnly what is new is forgotten with the process */
  constructor(userData: string, isReadOnly = false) {
    this.#file = join(userData, 'device.json');
    this.#isReadOnly = isReadOnly;
    this.#state = readJson(this.#file, deviceFile, {
      deviceId: randomBytes(12).toString('hex'),
      preferences: { language: 'system', theme: 'system', contentProtection: true },
      recent: [],
      seen: {},
      bounds: null,
    });
    this.#save();
  }

  get id(): string {
    return this.#state.deviceId;
  }
  get preferences(): DevicePreferences {
    return this.#state.preferences;
  }
  get recent(): readonly RecentVault[] {
    return this.#state.recent;
  }
  get seen(): Readonly<Record<string, SeenState>> {
    return this.#state.seen;
  }
  get bounds(): WindowBounds | null {
    return this.#state.bounds;
  }

  setPreferences(change: Partial<DevicePreferences>): DevicePreferences {
    this.#change({ preferences: { ...this.#state.preferences, ...change } });
    return this.#state.preferences;
  }

  /** Puts a vault at the head of the list. */
  opened(path: string, vaultId: string, now: number): void {
    const others = this.#state.recent.filter((each) => each.path !== path);
    this.#change({ recent: [{ vaultId, path, openedAt: now }, ...others].slice(0, 20) });
  }

  forget(path: string): void {
    this.#change({ recent: this.#state.recent.filter((each) => each.path !== path) });
  }

  /** Adds what was told now to what is remembered of that copy. */
  sawVault(copyId: string, told: SeenState): void {
    this.#change({ seen: withSeen(this.#state.seen, copyId, told) });
  }

  /** Keeps what was seen of a vault beside what was there instead; the same once. */
  keepEvidence(name: string, text: string): void {
    const folder = join(dirname(this.#file), 'evidence');
    const file = join(folder, `${name}.txt`);
    if (this.#isReadOnly || existsSync(file)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFileSync(file, text, true);
  }

  setBounds(next: WindowBounds): void {
    this.#change({ bounds: next });
  }

  #change(change: Partial<z.infer<typeof deviceFile>>): void {
    this.#state = { ...this.#state, ...change };
    this.#save();
  }

  #save(): void {
    if (!this.#isReadOnly) writeJson(this.#file, this.#state);
  }
}
