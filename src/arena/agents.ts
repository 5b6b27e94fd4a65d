import { createHash } from 'node:crypto';
import { KEY_PREFIX } from '../lib/api-key.js';
import { RateLimit, type Timer } from '../lib/clock.js';
import {
  type GameOverMessage,
  RATE_LIMITS_PER_MINUTE,
  type RateLimited,
  type ServerMessage,
} from '../protocol/index.js';
import type { Named } from './arena-events.js';
import type { KeyEntry, Player, SeatedMatch, Settled, Terms } from './seat.js';

const MINUTE_MS = 60_000;

/** The way to an agent that is connected. */
export interface AgentConnection {
  /** False where the connection is closing or gone. */
  send(message: ServerMessage, settled?: Settled): boolean;
  /** The same key has authenticated on another connection. */
  replaced(): void;
}

/** A place in the queue. */
export interface Ticket {
  readonly agent: Agent;
  readonly terms: Terms;
  readonly joinedAt: number;
  /** When the house steps in. */
  timer: Timer | undefined;
}

/** An offer to whoever is told its id. */
export interface Challenge {
  readonly id: string;
  readonly creator: Agent;
  readonly terms: Terms;
  readonly expiryTimer: Timer;
  readonly houseTimer: Timer | undefined;
}

/** Whoever holds a key, connected or away. Knows the hash of the key, never the key. */
export class Agent implements Player {
  readonly id: string;
  readonly name: string;
  /** `null` while away. */
  connection: AgentConnection | null = null;
  table: SeatedMatch | null = null;
  ticket: Ticket | null = null;
  readonly challenges = new Set<Challenge>();
  awaySince = 0;
  /** The end of a match that came while it was away. */
  #missed: GameOverMessage | null = null;
  readonly #limits: Partial<Record<RateLimited, RateLimit>> = {};

  constructor(id: string, name: string) {
    this.id = id;
    this.name = name;
  }

  send(message: ServerMessage, settled?: Settled): void {
    if (!this.connection) settled?.(false);
    if (!this.connection?.send(message, settled) && message.type === 'game_over') this.#missed = message;
  }

  sit(table: SeatedMatch): void {
    this.table = table;
  }

  rise(): void {
    this.table = null;
  }

  /** Sends what a new connection has to know of the match that the agent is in or was in. */
  catchUp(): void {
    const missed = this.#missed;
    this.#missed = null;
    if (missed) this.send(missed);
    this.table?.resume(this);
  }

  /** Counts a command of the kind, unless that is one too many for the minute. */
  isOverLimit(kind: RateLimited, now: number): boolean {
    this.#limits[kind] ??= new RateLimit(RATE_LIMITS_PER_MINUTE[kind], MINUTE_MS);
    const limit = this.#limits[kind];
    if (limit.waitMs(now) > 0) return true;
    limit.take(now);
    return false;
  }

  /** Nothing would be lost with it: it would come back the same, with no limit used up. */
  isForgettable(now: number): boolean {
    const isIdle = !this.connection && !this.table && !this.#missed && this.challenges.size === 0;
    return isIdle && now - this.awaySince > MINUTE_MS;
  }
}

/** Below this many agents none is forgotten. */
const KEPT_ANYWAY = 1_000;

/** Every agent that the arena has met, by its key. */
export class Agents {
  /** The only ones that are let in, by the hashes of their keys; null where any may come. */
  readonly #listed: ReadonlyMap<string, Named> | null;
  readonly #byKeyHash = new Map<string, Agent>();
  #sweepAt = KEPT_ANYWAY;
  #online = 0;

  /** @param keys the only keys to be let in; absent, any key with the right prefix is */
  constructor(keys: readonly KeyEntry[] | undefined) {
    const listed = keys?.map(({ key, name }) => identityOf(key, name));
    this.#listed = listed ? new Map(listed.map(({ hex, ...named }) => [hex, named])) : null;
    this.clear();
  }

  /** In the order in which they were first met; where keys are given, in their order. */
  all(): Agent[] {
    return [...this.#byKeyHash.values()];
  }

  /** How many are connected. */
  get online(): number {
    return this.#online;
  }

  /** Those that are connected. */
  present(): Agent[] {
    return [...this.#byKeyHash.values()].filter(({ connection }) => connection !== null);
  }

  /** The agent of a key, or `null` where the key is refused. */
  admit(key: string, now: number): Agent | null {
    if (!key.startsWith(KEY_PREFIX)) return null;
    const known = this.#byKeyHash.get(hashOf(key).toString('hex'));
    if (known || this.#listed) return known ?? null;
    if (this.#byKeyHash.size >= this.#sweepAt) this.#forgetIdle(now);
    const { hex, id, name } = identityOf(key);
    return this.#add(hex, id, name);
  }

  connect(agent: Agent, connection: AgentConnection): void {
    if (!agent.connection) this.#online++;
    agent.connection = connection;
  }

  disconnect(agent: Agent, now: number): void {
    agent.connection = null;
    agent.awaySince = now;
    this.#online--;
  }

  /** Whoever comes next is new, whatever its key. */
  clear(): void {
    this.#byKeyHash.clear();
    for (const [hex, { id, name }] of this.#listed ?? []) this.#add(hex, id, name);
  }

  #add(hex: string, id: string, name: string): Agent {
    const agent = new Agent(id, name);
    this.#byKeyHash.set(hex, agent);
    return agent;
  }

  /** Keeps the memory of an arena bounded by the agents of the last minute, whatever keys it is shown. */
  #forgetIdle(now: number): void {
    for (const [hex, agent] of this.#byKeyHash) if (agent.isForgettable(now)) this.#byKeyHash.delete(hex);
    this.#sweepAt = Math.max(KEPT_ANYWAY, this.#byKeyHash.size * 2);
  }
}

function identityOf(key: string, name?: string): Named & { readonly hex: string } {
  const hash = hashOf(key);
  return { hex: hash.toString('hex'), id: uuidOf(hash), name: name ?? nameAgent(key, hash) };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

const ADJECTIVES =
  'Agile Amber Ancient Arctic Azure Blazing Bold Brave Bright Brisk Calm Clever Cobalt Copper Cosmic Crimson Daring Deft Eager Emerald Fabled Fearless Fierce Gentle Gilded Golden Hidden Humble Indigo Ivory Jade Jolly Keen Lively Lucid Lunar Mellow Mighty Nimble Noble Patient Placid Proud Quick Quiet Rapid Royal Ruby Scarlet Serene Sharp Silent Silver Solar Steady Stellar Sturdy Swift Tidy Valiant Velvet Vivid Witty Zesty'.split(
    ' ',
  );

const NOUNS =
  'Badger Bear Beaver Bison Bobcat Condor Cougar Coyote Crane Dingo Dolphin Eagle Ermine Falcon Ferret Finch Fox Gecko Gibbon Hare Hawk Heron Hippo Hornet Ibex Iguana Jackal Jaguar Kestrel Koala Lemur Leopard Lion Lynx Magpie Marten Meerkat Mole Moose Newt Ocelot Octopus Orca Osprey Otter Owl Panda Panther Pelican Puffin Puma Rabbit Raven Salmon Seal Shark Stork Tapir Tiger Toucan Turtle Viper Walrus Wolf'.split(
    ' ',
  );

/** A name may share up to three characters in a row with the key that it stands for, as any two words may. */
const SHARED = 4;

const ATTEMPTS = 100;

/** Names an agent after the hash of its key: the same key always gives the same name, and no part of the key is in it. */
export function nameAgent(key: string, keyHash: Buffer): string {
  const secret = key.toLowerCase();
  let hash = keyHash;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const name = `${pick(ADJECTIVES, hash[16])} ${pick(NOUNS, hash[17])} ${hash.readUInt16BE(18) % 1000}`;
    if (!sharesPart(name.toLowerCase(), secret)) return name;
    hash = createHash('sha256').update(hash).digest();
  }
  // A key made of these very words; a name this short holds no part of it.
  return 'Bot';
}

function pick(words: readonly string[], byte: number | undefined): string {
  return words[(byte ?? 0) % words.length] ?? '';
}

function sharesPart(name: string, secret: string): boolean {
  for (let i = 0; i + SHARED <= name.length; i++) {
    if (secret.includes(name.slice(i, i + SHARED))) return true;
  }
  return false;
}

/** A version 8 UUID (RFC 9562: contents of one's own) out of the first 16 bytes of a hash. */
export function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
