const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What is wrong with the URL of a webhook, or null where it may be used: `https:`, or `http:` to this machine, and no
 * name and password in it. The URL is a secret, so it is not repeated.
 */
export function checkWebhook(url: string): string | null {
  if (!URL.canParse(url)) return 'it is no URL';
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'it has a name or a password in it';
  if (protocol === 'https:') return null;
  if (protocol !== 'http:') return 'it is not an https: URL';
  return LOOPBACK.test(hostname) ? null : 'it is not encrypted: http: is for this machine only';
}
