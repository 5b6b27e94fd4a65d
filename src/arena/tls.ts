import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { BotpitError } from '../errors.js';

/** A certificate and its private key, as texts in PEM. */
export interface TlsFiles {
  /** That of the server, and those that lead from it to one that clients trust. */
  readonly cert: string;
  readonly key: string;
}

/**
 * What a server takes, once it is sure that clients can.
 * @throws BotpitError `config/invalid` for a certificate or a key that cannot be read, that do not belong together, or a
 * certificate that is not valid now
 */
export function secure({ cert, key }: TlsFiles, now = Date.now()): TlsFiles {
  const certificate = readCertificate(cert);
  if (!certificate.checkPrivateKey(readKey(key))) {
    throw refused(
      'the private key does not belong to the certificate',
      'Give both files of the same certificate.',
    );
  }
  const { validFrom, validTo } = certificate;
  if (now > Date.parse(validTo)) {
    throw refused(
      `the certificate has expired on ${validTo}`,
      'Have a new one issued, and start the arena again.',
    );
  }
  if (now < Date.parse(validFrom)) {
    throw refused(
      `the certificate is valid from ${validFrom} only`,
      "See that this machine's clock is right.",
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    // Such as a key that is too short to be safe, or another certificate of the file that is damaged.
    throw refused(
      `the certificate cannot be used: ${(error as Error).message}`,
      'Have a new one issued, with all certificates of its chain in one file.',
    );
  }
  return { cert, key };
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    const hint = 'Give a file in PEM: it begins with -----BEGIN CERTIFICATE-----.';
    throw refused('the file of the certificate does not hold one', hint);
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const hint = 'Give a file in PEM, without a password: it begins with -----BEGIN PRIVATE KEY-----.';
    throw refused('the file of the private key does not hold one', hint);
  }
}

function refused(what: string, hint: string): BotpitError {
  return new BotpitError('config/invalid', what, { hint });
}
