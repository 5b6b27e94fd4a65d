/**
 * Uniform numbers in [0, 1), the same ones for the same seed: sfc32 (Chris Doty-Humphrey), keyed by FNV-1a hashes of
 * the seed. For play that can be repeated, not for secrets.
 */
export function createRng(seed: string): () => number {
  let a = fnv1a(seed, 0x811c9dc5);
  let b = fnv1a(seed, a);
  let c = fnv1a(seed, b);
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // Near seeds give near hashes; the author's twelve rounds drive them apart.
  for (let i = 0; i < 12; i++) next();
  return next;
}

function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
