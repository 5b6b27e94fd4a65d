import { createHash } from 'node:crypto';

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
